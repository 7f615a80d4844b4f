import json

from websockets.sync.client import connect
from websockets.typing import Subprotocol

from tests.clients import graphql_http
from tests.server import Server


def test_every_item_of_the_graphql_http_audit_is_met(server: Server) -> None:
    items = graphql_http.audit(f"{server.url}/graphql")
    assert [item for item in items if item.status != "ok"] == []
    assert len(items) == 61


def test_a_query_is_answered_over_a_websocket(server: Server) -> None:
    url = server.url.replace("http", "ws", 1) + "/graphql"
    with connect(url, subprotocols=[Subprotocol("graphql-transport-ws")]) as socket:
        payload = {"authorization": f"Bearer {server.key}"}
        socket.send(json.dumps({"type": "connection_init", "payload": payload}))
        assert json.loads(socket.recv(timeout=10)) == {"type": "connection_ack"}
        asked = {"id": "1", "type": "subscribe", "payload": {"query": "{__typename}"}}
        socket.send(json.dumps(asked))
        answer = json.loads(socket.recv(timeout=10))
        assert (answer["type"], answer["payload"]["data"]) == ("next", {"__typename": "Query"})
        assert json.loads(socket.recv(timeout=10)) == {"id": "1", "type": "complete"}
