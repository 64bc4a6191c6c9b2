# METADATA
# scope: package
# title: model.current
# description: The model is not past its end.
# custom:
#   id: LLM006
#   owner: group:default/platform
#   rationale: A model past its end is priced, patched and answered for by nobody.
#   stages: [request]
#   warns: []
#   waivable: false
#   severity: high
#   effective: 0 # from the beginning
#   remediation: Use the model that replaces it.
#   docs: docs/llm-proxy/rules/LLM006
package llm.rules.llm006

import data.lib.requests

result := requests.of(rego.metadata.chain(), {
	"violations": violations,
	"gaps": gaps,
})

gaps := requests.gaps("model", {
	"alias": {"string"},
	"endOfLife": {"number", "null"},
	"replacedBy": {"string", "null"},
}) | requests.gaps("context", {"evaluatedAt": {"number"}})

violations contains object.union(
	{"key": "model:end", "msg": concat(" ", [input.model.alias, "is past its end"])},
	instead,
) if {
	count(gaps) == 0
	is_number(input.model.endOfLife)
	input.context.evaluatedAt >= input.model.endOfLife
}

default instead := {}

instead := {"remediation": concat(" ", ["Use", input.model.replacedBy])} if is_string(input.model.replacedBy)
