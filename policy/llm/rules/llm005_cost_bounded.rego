# METADATA
# scope: package
# title: cost.bounded
# description: The request holds only parameters whose cost can be bounded.
# custom:
#   id: LLM005
#   owner: group:default/platform
#   rationale: What cannot be priced before the call can break any budget.
#   stages: [request]
#   warns: []
#   waivable: false
#   severity: high
#   effective: 0 # from the beginning
#   remediation: Leave the parameter out.
#   docs: docs/llm-proxy/rules/LLM005
package llm.rules.llm005

import data.lib.requests

result := requests.of(rego.metadata.chain(), {
	"violations": violations,
	"gaps": gaps,
})

gaps := requests.gaps("request", {"unpriced": {"array"}})

violations contains {
	"key": concat(":", ["parameter", name]),
	"msg": concat(" ", ["The cost of", name, "has no bound"]),
} if {
	count(gaps) == 0
	some name in input.request.unpriced
	is_string(name)
}
