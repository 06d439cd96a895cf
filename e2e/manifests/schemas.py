"""Writes the schemas by which kubeconform reads, one file for each kind:

    schemas.py OUTPUT CRD...

Those of Kubernetes itself are of PyPI's kubernetes-validate, with references that a file can follow; the others are made of the
definitions (CRD) that their projects deliver, as strictly: no field that they do not name.
"""

import json
import pathlib
import sys

import kubernetes_validate
import yaml

VERSION = "v1.36.0-local-strict"


def with_plain_references(node):
    if isinstance(node, dict):
        return {
            key: value.replace("/api/_definitions.json", "_definitions.json")
            if key == "$ref" and isinstance(value, str)
            else with_plain_references(value)
            for key, value in node.items()
            # An identity would be what references are relative to.
            if not (key == "$id" and isinstance(value, str))
        }
    if isinstance(node, list):
        return [with_plain_references(value) for value in node]
    return node


def strict(node):
    if isinstance(node, list):
        return [strict(value) for value in node]
    if not isinstance(node, dict):
        return node
    node = {key: strict(value) for key, value in node.items()}
    if node.get("x-kubernetes-int-or-string") is True:
        node.pop("type", None)
    elif isinstance(node.get("properties"), dict) and node.get("x-kubernetes-preserve-unknown-fields") is not True:
        node.setdefault("additionalProperties", False)
    return node


def main(output, definitions):
    output.mkdir(parents=True, exist_ok=True)
    delivered = pathlib.Path(kubernetes_validate.__file__).parent / "kubernetes-json-schema" / VERSION
    for file in delivered.glob("*.json"):
        (output / file.name).write_text(json.dumps(with_plain_references(json.loads(file.read_text()))))
    for definition in definitions:
        spec = yaml.safe_load(pathlib.Path(definition).read_text())["spec"]
        for version in spec["versions"]:
            name = f"{spec['names']['kind']}-{spec['group'].split('.')[0]}-{version['name']}.json".lower()
            (output / name).write_text(json.dumps(strict(version["schema"]["openAPIV3Schema"])))


if __name__ == "__main__":
    main(pathlib.Path(sys.argv[1]), sys.argv[2:])
