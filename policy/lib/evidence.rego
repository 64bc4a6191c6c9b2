# METADATA
# title: Reading evidence
# description: |
#   A field that is missing, mistyped or unknown is a gap with a cause, never
#   silence. The pipeline has the gap: absent, failed, malformed. Somebody else
#   has it: not_connected (the platform), upstream (another rule tells it),
#   not_stated (a publisher).
package lib.evidence

stages := {"pull_request", "main", "deploy"}

statuses := {"ok", "absent", "failed", "not_connected"}

# The gate warns at these causes, and refuses at the others.
lenient := {"not_connected", "upstream", "not_stated"}

stage := input.context.stage if input.context.stage in stages

# Epoch seconds. Undefined unless a number: null is less than any number.
now := input.context.evaluatedAt if is_number(input.context.evaluatedAt)

# The status of a section; `malformed` unless it is a known one.
default status(_) := "malformed"

status(name) := input[name].status if input[name].status in statuses

ok(name) if status(name) == "ok"

# The elements of a section's list; none unless the section is sound.
default items(_) := []

items(name) := input[name].items if {
	ok(name)
	is_array(input[name].items)
}

# Gaps of a section: its status, then the fields of its content, by type.
section_gaps(name, shape) := {gap(concat(".", [name, field]), "malformed") |
	some field, types in shape
	not typed(object.get(input, name, {}), field, types)
} if {
	ok(name)
} else := {gap(name, status(name))}

# Gaps of a section that holds a list: its status, then the fields of each element.
item_gaps(name, shape) := {gap(concat(".", [name, "items", field]), "malformed") |
	some item in input[name].items
	some field, types in shape
	not typed(item, field, types)
} if {
	ok(name)
	is_array(input[name].items)
} else := {gap(concat(".", [name, "items"]), "malformed")} if {
	ok(name)
} else := {gap(name, status(name))}

# As item_gaps, where another rule tells that the SBOM is missing.
dependent_gaps(gaps) := {gap("sbom", "upstream")} if {
	status("sbom") in {"absent", "failed"}
} else := gaps

typed(holder, field, types) if type_name(holder[field]) in types

gap(path, cause) := {
	"key": concat(":", ["gap", path]),
	"msg": concat(" ", [path, reasons[cause]]),
	"cause": cause,
}

reasons := {
	"absent": "is absent from the evidence",
	"failed": "could not be collected",
	"malformed": "is missing or mistyped in the evidence",
	"not_connected": "has no source connected to the platform",
	"not_stated": "is not stated by its publisher",
	"upstream": "is missing, which another rule tells",
}
