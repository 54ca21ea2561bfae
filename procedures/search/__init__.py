"""Finding a procedure by what people say: without marks, by everyday words, with slips of the finger."""
