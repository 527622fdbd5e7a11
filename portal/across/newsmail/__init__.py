"""News by mail: one message for all that has gathered, under the reader's rights when it leaves."""
