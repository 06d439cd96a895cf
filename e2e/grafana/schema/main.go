// Reads a dashboard as strictly as Grafana's own schema wants it: what is unknown or of another type is refused.
package main

import (
	"fmt"
	"os"

	"github.com/grafana/grafana-foundation-sdk/go/cog/plugins"
	"github.com/grafana/grafana-foundation-sdk/go/dashboard"
)

func main() {
	plugins.RegisterDefaultPlugins()
	for _, file := range os.Args[1:] {
		text, err := os.ReadFile(file)
		if err == nil {
			err = taken(text)
		}
		if err != nil {
			fmt.Printf("failed  %s: %v\n", file, err)
			os.Exit(1)
		}
		fmt.Printf("passed  %s is what Grafana's schema takes\n", file)
	}
}

func taken(text []byte) error {
	var read dashboard.Dashboard
	// A list of no errors is not nil.
	if err := read.UnmarshalJSONStrict(text); err != nil && err.Error() != "" {
		return err
	}
	return read.Validate()
}
