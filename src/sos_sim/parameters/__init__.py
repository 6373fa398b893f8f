"""Every number of the model, declared once."""

from sos_sim.parameters import direction, improvement, measurement, people, policy, results, support, workload
from sos_sim.parameters.declare import Parameter

PARAMETERS: dict[str, Parameter] = {
    parameter.path: parameter
    for room in (policy, direction, workload, people, improvement, support, results, measurement)
    for parameter in room.PARAMETERS
}


def usual(path: str) -> float:
    """Return the declared default of a parameter: of a lever, its value of 2017."""
    return PARAMETERS[path].default


__all__ = ["PARAMETERS", "Parameter", "usual"]
