"""Every number of the model, declared once."""

from sos_sim.parameters import improvement, measurement, people, policy, results, support, workload
from sos_sim.parameters.declare import Parameter

PARAMETERS: dict[str, Parameter] = {
    parameter.path: parameter
    for room in (policy, workload, people, improvement, support, results, measurement)
    for parameter in room.PARAMETERS
}

__all__ = ["PARAMETERS", "Parameter"]
