"""Takes turns in a row on one WebSocket, and prints each answer as a line.

usage: turns.py URL TURNS
"""

import json
import sys

from websockets.sync.client import connect

url, turns = sys.argv[1], int(sys.argv[2])
with connect(f"{url}/v1/responses") as socket:
    for _ in range(turns):
        socket.send(json.dumps({"type": "response.create", "model": "demo", "input": "hello"}))
        for text in socket:
            event = json.loads(text)
            if event["type"] == "response.output_text.done":
                print(event["text"])
            if event["type"] == "response.completed":
                break
