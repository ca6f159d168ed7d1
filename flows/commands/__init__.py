"""What the commands of `plans` do: a module a command, each imported only when its command is called."""
