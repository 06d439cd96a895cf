module lintel/e2e/ends

go 1.22

require github.com/openai/openai-go/v3 v3.98.0
