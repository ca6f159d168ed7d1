"""Training of the weights by which candidates are targets: for maintainers, who run `make train`."""
