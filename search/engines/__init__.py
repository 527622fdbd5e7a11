"""One module or package per engine; each imports its own client and nothing of the others."""
