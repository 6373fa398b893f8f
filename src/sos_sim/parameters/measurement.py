"""How schools are measured, and how outcomes of student groups move."""

from sos_sim.parameters.declare import Parameter, fixed, lever, uncertain

_MODEL = "measurement-model 2"

PARAMETERS: tuple[Parameter, ...] = (
    uncertain("measurement.sampling_noise", 1.0, 0.0, 2.0, "multiplier", "Noise from counting few pupils",
              _MODEL, evidence="C"),
    uncertain("measurement.drift", 1.0, 0.0, 2.0, "multiplier",
              "How much true levels drift from year to year when nothing is done", _MODEL, evidence="C"),
    uncertain("measurement.year_shocks", 1.0, 0.0, 2.0, "multiplier",
              "Good and bad years of a district or a student group", _MODEL, evidence="C"),
    uncertain("measurement.state_shocks", 1, 0, 1, "switch", "Good and bad years of the whole state",
              _MODEL, evidence="C", kind="switch"),
    fixed("measurement.local_indicators", 0.012, 0.0, 0.1, "share",
          "Other districts identified each year by local indicators alone", "measurement-model 4",
          evidence="C"),
    lever("accountability.change_weight", 0.5, 0.0, 1.0, "share", "Weight of change against level in a colour",
          "ledger L18; M88, M114; 0.5 is the published grid", "L18", "V"),
    lever("support.equity_targeting", 0.5, 0.0, 1.0, "share",
          "How far improvement effort goes first to the groups furthest behind",
          "ledger L52; S40, theory 4.4 case 4", "L52"),
    uncertain("outcomes.rate_swd", 0.5, 0.3, 1.5, "multiplier",
              "Speed at which gaps of students with disabilities close, most groups 1", "S40, set by it"),
    uncertain("outcomes.rate_fos", 0.8, 0.3, 1.5, "multiplier",
              "Speed at which gaps of foster youth close, most groups 1", "S40"),
    uncertain("outcomes.rate_hom", 0.8, 0.3, 1.5, "multiplier",
              "Speed at which gaps of homeless students close, most groups 1", "S40"),
    uncertain("outcomes.rate_el", 0.65, 0.3, 1.5, "multiplier",
              "Speed at which gaps of English learners close, most groups 1", "S40, set by it"),
)
