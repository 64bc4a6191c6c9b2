# METADATA
# scope: package
# title: access.granted
# description: Access that was granted for a time has not lapsed.
# custom:
#   id: LLM007
#   owner: group:default/platform
#   rationale: Access that never ends is access that nobody remembers.
#   stages: [request]
#   warns: []
#   waivable: false
#   severity: high
#   effective: 0 # from the beginning
#   remediation: Request the access again.
#   docs: docs/llm-proxy/rules/LLM007
package llm.rules.llm007

import data.lib.requests

result := requests.of(rego.metadata.chain(), {
	"violations": violations,
	"gaps": gaps,
})

gaps := requests.gaps("grant", {"required": {"boolean"}, "expires": {"number", "null"}}) | requests.gaps("context", {"evaluatedAt": {"number"}})

violations contains {"key": "grant:none", "msg": "The model needs access that was not granted"} if {
	count(gaps) == 0
	input.grant.required
	is_null(input.grant.expires)
}

violations contains {"key": "grant:lapsed", "msg": "The access that was granted has lapsed"} if {
	count(gaps) == 0
	is_number(input.grant.expires)
	input.context.evaluatedAt >= input.grant.expires
}
