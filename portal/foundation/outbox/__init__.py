"""Work to be done after a commit: rows written in the transaction of their cause."""
