"""The processes of a run of tests: tests that open a registry in process share them."""

from devsper_registry.inspecting.examiners import Examiners
from devsper_registry.inspecting.inspectors import Inspectors

SHARED = Inspectors(at_once=1)
EXAMINING = Examiners(at_once=1)
