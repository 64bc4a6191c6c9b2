# METADATA
# title: Requests for a model
# description: |
#   The proxy asks about the resolved target of each attempt. There are no
#   stages and no exceptions: access is granted, and lapses, as a grant.
package lib.requests

import data.lib.evidence
import data.lib.platform

# The result of a rule. Deny by default: what cannot be read is refused.
of(chain, facts) := {"rule": about.id, "state": state, "findings": found} if {
	some link in chain
	about := link.annotations.custom
	found := {finding(about, raw) | some raw in (facts.violations | facts.gaps)}
	state := state_of(facts)
}

state_of(facts) := "fail" if {
	count(facts.violations) > 0
} else := "unknown" if {
	count(facts.gaps) > 0
} else := "pass"

finding(about, raw) := {
	"rule": about.id,
	"msg": raw.msg,
	"severity": about.severity,
	"finding": raw.key,
	"entity": entity,
	"file": null,
	"line": null,
	"remediation": object.get(raw, "remediation", about.remediation),
	"docs": about.docs,
	"waivable": false,
	"deadline": null,
	"cause": object.get(raw, "cause", null),
	"exception": null,
	"level": "deny",
	"owner": platform.llm_parameters.owner,
}

default entity := null

entity := input.principal.subject if is_string(input.principal.subject)

# Gaps of a part of the request, by field and type.
gaps(part, shape) := {evidence.gap(concat(".", [part, field]), "malformed") |
	some field, types in shape
	not evidence.typed(object.get(input, part, {}), field, types)
}

# The rules of the nearest group that is listed; all others have the default.
team_rules := listed[0] if {
	count(listed) > 0
} else := platform.llm_parameters.default

listed := [rules |
	some group in input.principal.groups
	rules := platform.llm_parameters.teams[group]
]
