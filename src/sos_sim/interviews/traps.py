"""The traps in the report's evidence (findings ledger, C.1) and what is done about each."""

from __future__ import annotations

TRAPS: dict[str, tuple[str, str]] = {
    "X01": ("Interview counts do not sum: 41 interviews, 56 people, 40 listed",
            "twenty district leaders; the table `alternatives` asks 27"),
    "X02": ("Engaged districts and county offices were picked on purpose",
            "virtual interviews pick engaged ones `interviews.selection_odds` times likelier, which is learnt with the "
            "rest; nothing is fitted to the state as a whole"),
    "X03": ("Quantities are words, without counts or denominators",
            "words are intervals of counts, each count in them equally good, with `interviews.dispersion`; the table "
            "`alternatives` reads words in other ways"),
    "X04": ("A majority gets no help and the other half some", "10 to 12 of 20, and T16 is its complement, not fitted"),
    "X05": ("Self-ratings run from 0 to 5 at the convening, from 1 to 5 in the tool",
            "rated from 0 to 5; 'making progress' is 3"),
    "X06": ("'Two of six' counts areas, not groups; the number of groups is not given",
            "two of the model's five kinds of organisations"),
    "X07": ("Figures 1 to 4 are missing", "no target uses them: T12 and T13 are listed, not fitted"),
    "X08": ("Attendance of the convening sums to 51 and who took part in what is not said",
            "only levels and spread of its ratings are used"),
    "X09": ("Convening ratings are of the own organisation, which need not be a district",
            "low weights; order and level only"),
    "X10": ("Three county offices speak for the whole tier", "three informants, low weights"),
    "X11": ("Interviews were held before the system of support",
            "they are held in August and October 2017, before the first list of December; T45 alone is later, as told"),
    "X12": ("'A handful' rests on the judgement of others, 'nearly all' on self-report",
            "T02 reads real practice, T01 claimed tools (`interviews.overclaim`)"),
    "X13": ("Benchmark cases are chosen successes without controls",
            "benchmarks are no targets of calibration; `sos-sim check benchmarks` takes them as an upper envelope"),
    "X14": ("Authors assess work of their own organisations",
            "effect sizes are not learnt from the report; open question H08 stays an uncertainty"),
    "X15": ("Goals were rated after a definition had been shown", "T13 is listed, not fitted"),
    "X16": ("Percent and percentage points are mixed in the cases", "concerns benchmarks only; no target uses them"),
    "X17": ("No turnover rate, staffing, dose or number of districts is given",
            "they come from other sources or stay free within their ranges"),
}  # fmt: skip
"""By id: what the trap is, and what is done."""
