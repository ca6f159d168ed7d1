"""The least that a build with these libraries can cost: an empty Prefect flow, an empty checkpoint, one process."""

from flows.engine.quiet import keep_quiet

keep_quiet()

import great_expectations as gx  # noqa: E402
import pandas as pd  # noqa: E402
from prefect import flow  # noqa: E402


@flow
def empty() -> None:
    """Do nothing."""


def checkpoint() -> None:
    """Validate nothing."""
    context = gx.get_context(mode="ephemeral")
    asset = context.data_sources.add_pandas("pandas").add_dataframe_asset("empty")
    batch = asset.add_batch_definition_whole_dataframe("all")
    suite = context.suites.add(gx.ExpectationSuite(name="empty"))
    definition = context.validation_definitions.add(gx.ValidationDefinition(name="empty", data=batch, suite=suite))
    context.checkpoints.add(gx.Checkpoint(name="empty", validation_definitions=[definition])).run(
        batch_parameters={"dataframe": pd.DataFrame({"a": [1]})}
    )


if __name__ == "__main__":
    empty()
    checkpoint()
