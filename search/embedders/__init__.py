"""What turns sentences into vectors. Each kind of model is a file, and brings its own libraries when it is opened."""
