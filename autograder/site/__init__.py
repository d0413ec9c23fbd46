"""The documentation site: what is made at build time from the course itself. MkDocs calls `hooks`."""
