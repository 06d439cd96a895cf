"""As much of a cluster's API as helm asks for what runs there: a workload of Lintel's, with the ConfigMap of its configuration.

usage: cluster.py PORT deployment|knative OWNER

Answers every question about kinds; of objects there are these two. OWNER is who manages the ConfigMap, lintel-config-0123456789.
"""

import json
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

port, kind, owner = int(sys.argv[1]), sys.argv[2], sys.argv[3]
config = "lintel-config-0123456789"
GROUPS = {
    "v1": ["ConfigMap", "Secret", "Service", "ServiceAccount"],
    "apps/v1": ["Deployment"],
    "autoscaling/v2": ["HorizontalPodAutoscaler"],
    "networking.k8s.io/v1": ["NetworkPolicy"],
    "policy/v1": ["PodDisruptionBudget"],
    "serving.knative.dev/v1": ["Service"],
}
PLURALS = {"NetworkPolicy": "networkpolicies"}
POD = {"volumes": [{"name": "config", "configMap": {"name": config}}]}
WORKLOAD = {"metadata": {"name": "lintel", "namespace": "lintel"}, "spec": {"template": {"spec": POD}}}
OBJECTS = {
    f"/api/v1/namespaces/lintel/configmaps/{config}": {
        "apiVersion": "v1", "kind": "ConfigMap", "metadata": {
            "name": config, "namespace": "lintel", "labels": {"app.kubernetes.io/managed-by": owner}},
        "data": {"application.yaml": "# what runs now\ndemo: {enabled: true}\n"}},
    **({"/apis/apps/v1/namespaces/lintel/deployments/lintel": {"apiVersion": "apps/v1", "kind": "Deployment", **WORKLOAD}}
       if kind == "deployment" else
       {"/apis/serving.knative.dev/v1/namespaces/lintel/services/lintel":
        {"apiVersion": "serving.knative.dev/v1", "kind": "Service", **WORKLOAD}}),
}


def kinds(version):
    return {"kind": "APIResourceList", "apiVersion": "v1", "groupVersion": version, "resources": [
        {"name": PLURALS.get(one, one.lower() + "s"), "singularName": one.lower(), "namespaced": True, "kind": one,
         "verbs": ["get", "list", "create", "patch"]} for one in GROUPS[version]]}


def groups():
    named = [{"groupVersion": version, "version": version.split("/")[1]} for version in GROUPS if "/" in version]
    return {"kind": "APIGroupList", "apiVersion": "v1", "groups": [
        {"name": one["groupVersion"].split("/")[0], "versions": [one], "preferredVersion": one} for one in named]}


class Api(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self):
        path = self.path.split("?")[0]
        if path == "/version":
            self.answer(200, {"major": "1", "minor": "33", "gitVersion": "v1.33.0"})
        elif path == "/api":
            self.answer(200, {"kind": "APIVersions", "versions": ["v1"]})
        elif path == "/apis":
            self.answer(200, groups())
        elif path.removeprefix("/apis/").removeprefix("/api/") in GROUPS:
            self.answer(200, kinds(path.removeprefix("/apis/").removeprefix("/api/")))
        elif path in OBJECTS:
            self.answer(200, OBJECTS[path])
        elif path.endswith(("/secrets", "/configmaps")):
            self.answer(200, {"kind": "List", "apiVersion": "v1", "items": []})
        else:
            self.answer(404, {"kind": "Status", "apiVersion": "v1", "status": "Failure", "reason": "NotFound", "code": 404})

    def answer(self, status, what):
        body = json.dumps(what).encode()
        self.send_response(status)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


ThreadingHTTPServer(("127.0.0.1", port), Api).serve_forever()
