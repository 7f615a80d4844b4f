"""Attestations of files (PEP 740): verified offline, and kept as the provenance that is served.

The libraries that verify come with the extra `attestations`, and are imported where a trust root is
set. `verifying.verified` is the only way to a provenance.
"""
