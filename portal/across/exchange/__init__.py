"""Moving records in and out."""
