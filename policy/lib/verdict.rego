# METADATA
# title: From what a rule found to its one state
# description: |
#   A rule says what it found: `violations`, `gaps`, and whether it applies.
#   What that means at this stage, on this day and under the exceptions in
#   force is decided here, once.
package lib.verdict

import data.lib.evidence
import data.lib.exceptions
import data.lib.platform

# The result of a rule. `chain` is `rego.metadata.chain()` of its package.
of(chain, facts) := {"rule": about.id, "state": state(facts.applies, found), "findings": found} if {
	about := about_of(chain)
	found := {finding(about, raw) |
		some raw in raised(about, facts)
		is_string(raw.key)
	}
}

about_of(chain) := object.union(link.annotations.custom, {"title": link.annotations.title}) if {
	some link in chain
	link.annotations.custom.id
}

# At an unknown stage every rule has a gap; at another stage than its own, nothing.
raised(about, facts) := {evidence.gap("context.stage", "malformed")} if {
	not evidence.stage
} else := facts.violations | facts.gaps if {
	evidence.stage in about.stages
} else := set()

# Exactly one, whatever was found.
state(applies, found) := "fail" if {
	some f in found
	f.level == "deny"
	not is_string(f.cause)
} else := "unknown" if {
	some f in found
	is_string(f.cause)
	not is_object(f.exception)
} else := "warn" if {
	count(found) > 0
} else := "pass" if {
	applies
} else := "not_applicable"

finding(about, raw) := {
	"rule": about.id,
	"msg": raw.msg,
	"severity": object.get(raw, "severity", about.severity),
	"finding": raw.key,
	"entity": entity,
	"file": string_or_null(raw, "file"),
	"line": number_or_null(raw, "line"),
	"remediation": object.get(raw, "remediation", about.remediation),
	"docs": about.docs,
	"waivable": about.waivable,
	"deadline": number_or_null(raw, "deadline"),
	"cause": object.get(raw, "cause", null),
	"exception": exception,
	"level": level(about, raw, exception),
} if {
	exception := exception_for(about, raw)
}

# What is mistyped is told as a gap, and not handed on.
default string_or_null(_, _) := null

string_or_null(raw, field) := raw[field] if is_string(raw[field])

default number_or_null(_, _) := null

number_or_null(raw, field) := raw[field] if is_number(raw[field])

default entity := null

entity := input.subject.entityRef if is_string(input.subject.entityRef)

default exception_for(_, _) := null

exception_for(about, raw) := exceptions.covering(about.id, {raw.key} | object.get(raw, "aliases", set())) if about.waivable

level(about, raw, exception) := "warn" if {
	is_object(exception)
} else := "warn" if {
	raw.level == "warn"
} else := "warn" if {
	raw.cause in evidence.lenient
} else := "warn" if {
	evidence.stage in about.warns
} else := "warn" if {
	evidence.now < object.get(platform.rule_parameters(about.id), "effective", about.effective)
} else := "deny"
