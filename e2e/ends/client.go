// Lets the official Go client stream so many times, and leave as it does by itself.
//
// usage: client MODEL COUNT URL
package main

import (
	"context"
	"log"
	"os"
	"strconv"

	"github.com/openai/openai-go/v3"
	"github.com/openai/openai-go/v3/option"
)

func main() {
	model, url := os.Args[1], os.Args[3]
	count, err := strconv.Atoi(os.Args[2])
	if err != nil {
		log.Fatal(err)
	}
	client := openai.NewClient(option.WithBaseURL(url+"/v1/"), option.WithAPIKey("unused"), option.WithMaxRetries(0))
	for range count {
		stream := client.Chat.Completions.NewStreaming(context.Background(), openai.ChatCompletionNewParams{
			Model:    openai.ChatModel(model),
			Messages: []openai.ChatCompletionMessageParamUnion{openai.UserMessage("Say hello.")},
		})
		events := 0
		for stream.Next() {
			events++
		}
		if events == 0 || (stream.Err() != nil) != (model == "failing") {
			log.Fatalf("%d events, then %v", events, stream.Err())
		}
		stream.Close()
	}
}
