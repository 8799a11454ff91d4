// Google Pub/Sub in memory, as the client library's own tests use it: pstest <port>. Ends when it is interrupted.
package main

import (
	"fmt"
	"os"
	"os/signal"
	"strconv"
	"syscall"

	"cloud.google.com/go/pubsub/pstest"
)

func main() {
	port, err := strconv.Atoi(os.Args[1])
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(2)
	}
	server := pstest.NewServerWithPort(port)
	defer server.Close()
	fmt.Println("listening on", server.Addr)
	ended := make(chan os.Signal, 1)
	signal.Notify(ended, os.Interrupt, syscall.SIGTERM)
	<-ended
}
