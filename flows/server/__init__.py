"""The Prefect servers that we start ourselves: one that lasts for `plans serve`, one that passes with a build."""
