// Reads resources of the Prometheus operator from standard input as the operator does, by its own types, and refuses keys
// that these do not have. Prints `<kind> <name>` of each, or what is wrong.
package main

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"

	monitoring "github.com/prometheus-operator/prometheus-operator/pkg/apis/monitoring/v1"
	"k8s.io/apimachinery/pkg/util/yaml"
	strict "sigs.k8s.io/yaml"
)

type head struct {
	APIVersion string `json:"apiVersion"`
	Kind       string `json:"kind"`
	Metadata   struct {
		Name string `json:"name"`
	} `json:"metadata"`
}

func main() {
	text, err := io.ReadAll(os.Stdin)
	if err == nil {
		err = check(text)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func check(text []byte) error {
	reader := yaml.NewYAMLReader(bufio.NewReader(bytes.NewReader(text)))
	for {
		document, err := reader.Read()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		var found head
		if err := strict.Unmarshal(document, &found); err != nil {
			return err
		}
		resource, err := typeOf(found)
		if err != nil {
			return err
		}
		if err := strict.UnmarshalStrict(document, resource); err != nil {
			return fmt.Errorf("%s %s: %w", found.Kind, found.Metadata.Name, err)
		}
		fmt.Println(found.Kind, found.Metadata.Name)
	}
}

func typeOf(found head) (any, error) {
	if found.APIVersion == monitoring.SchemeGroupVersion.String() {
		switch found.Kind {
		case monitoring.PodMonitorsKind:
			return &monitoring.PodMonitor{}, nil
		case monitoring.PrometheusRuleKind:
			return &monitoring.PrometheusRule{}, nil
		}
	}
	return nil, fmt.Errorf("no resource of the operator: %s of %s", found.Kind, found.APIVersion)
}
