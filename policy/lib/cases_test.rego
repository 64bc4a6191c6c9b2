# METADATA
# description: What kinds of case a rule must have
package lib.cases_test

# The last two are the nearest cases on either side of what a rule allows.
kinds := {"passes", "breaks", "malformed", "passes_at_boundary", "breaks_at_boundary"}

# The kinds that a case is of, by how the rule answered it.
of(case, result) := union({
	{"passes" | result.state == "pass"},
	{"breaks" | broken(result)},
	{"malformed" | unreadable(result)},
	at_boundary(case, result),
})

default at_boundary(_, _) := set()

at_boundary(case, result) := {"passes_at_boundary" | result.state == "pass"} | {"breaks_at_boundary" | broken(result)} if {
	case.boundary
}

unreadable(result) if {
	some finding in result.findings
	finding.cause == "malformed"
}

# GP900 judges exceptions that cannot be read, and has no gap.
unreadable(result) if {
	some finding in result.findings
	endswith(finding.finding, ":malformed")
}

# What only an exception lets through shows nothing of the rule.
broken(result) if {
	some finding in result.findings
	is_null(finding.cause)
	is_null(finding.exception)
}

# Pairs of a rule and a kind of case that it lacks.
lacking(ids, told) := {[id, kind] | some id in ids; some kind in kinds} - told
