"""The inspecting process of a run of tests: tests that open a registry in process share it."""

from devsper_registry.inspecting.inspectors import Inspectors

SHARED = Inspectors(at_once=1)
