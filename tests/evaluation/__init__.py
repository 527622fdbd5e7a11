"""How well a question in one language finds texts in the others."""
