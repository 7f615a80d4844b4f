"""Advisories of known vulnerabilities: documents in the OSV schema read, purls read. Pure.

See docs/advisories.md and docs/decisions/0022-advisories-as-ranges.md.
"""
