# METADATA
# title: What the platform hands over beside the evidence
# description: |
#   Conftest reads it as data (`--data`), the other engines as `input.platform`.
#   Data wins: it is never written by the one who is judged.
package lib.platform

default given := {}

given := data.platform if {
	is_object(data.platform)
} else := input.platform if {
	is_object(input.platform)
}

# Parameters of golden_path: the bundle's defaults, overridden key by key.
parameters := object.union(data.parameters.golden_path, object.get(overrides, "golden_path", {}))

# Parameters of llm.
llm_parameters := object.union(data.parameters.llm, object.get(overrides, "llm", {}))

# Parameters of single rules: `effective`, by id.
rule_parameters(id) := object.get(object.get(overrides, "rules", {}), id, {})

overrides := object.get(given, "parameters", {})

# The snapshot of exceptions, or an empty object where none was handed over.
exceptions := object.get(given, "exceptions", {})
