"""The engine library: documents and queries. It has never heard of cases, members or Flask."""
