# METADATA
# scope: package
# title: scope.granted
# description: The credential is good for the operation.
# custom:
#   id: LLM001
#   owner: group:default/platform
#   rationale: A credential for one use must not open another.
#   stages: [request]
#   warns: []
#   waivable: false
#   severity: high
#   effective: 0 # from the beginning
#   remediation: Exchange a credential with the scope that the operation needs.
#   docs: docs/llm-proxy/rules/LLM001
package llm.rules.llm001

import data.lib.evidence
import data.lib.requests

result := requests.of(rego.metadata.chain(), {
	"violations": violations,
	"gaps": gaps,
})

gaps := requests.gaps("principal", {"scopes": {"array", "set"}}) | operation_gaps

operation_gaps contains evidence.gap("operation", "malformed") if not names_operation

names_operation if is_string(input.operation)

granted if needed in input.principal.scopes

default needed := "llm:chat"

needed := "llm:embed" if input.operation == "embeddings"

violations contains {
	"key": concat(":", ["scope", needed]),
	"msg": concat(" ", ["The credential is not good for", needed]),
} if {
	count(gaps) == 0
	not granted
}
