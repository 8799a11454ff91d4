// Reads a Compose file as Docker Compose does: by its schema, with variables of the environment, and checks that what it
// refers to is there. Prints the names of its services, or what is wrong.
package main

import (
	"context"
	"fmt"
	"os"

	"github.com/compose-spec/compose-go/v2/cli"
)

func main() {
	options, err := cli.NewProjectOptions([]string{os.Args[1]}, cli.WithOsEnv, cli.WithEnvFiles(), cli.WithDotEnv)
	if err == nil {
		var project, failure = options.LoadProject(context.Background())
		err = failure
		if err == nil {
			for _, name := range project.ServiceNames() {
				fmt.Println(name)
			}
			return
		}
	}
	fmt.Fprintln(os.Stderr, err)
	os.Exit(1)
}
