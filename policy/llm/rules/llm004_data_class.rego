# METADATA
# scope: package
# title: data.class
# description: Confidential data goes only to models that keep nothing.
# custom:
#   id: LLM004
#   owner: group:default/platform-security
#   rationale: What a provider keeps can leak, and can be asked for by others.
#   stages: [request]
#   warns: []
#   waivable: false
#   severity: high
#   effective: 0 # from the beginning
#   remediation: Use a model for this data class that keeps nothing.
#   docs: docs/llm-proxy/rules/LLM004
package llm.rules.llm004

import data.lib.evidence
import data.lib.requests

result := requests.of(rego.metadata.chain(), {
	"violations": violations,
	"gaps": gaps,
})

gaps := (principal_gaps | model_gaps) | class_gaps

principal_gaps := requests.gaps("principal", {"dataClass": {"string"}})

model_gaps := requests.gaps("model", {"alias": {"string"}, "dataClass": {"string"}, "retentionDays": {"number"}})

class_gaps contains evidence.gap(concat(".", [part, "dataClass"]), "malformed") if {
	some part in {"principal", "model"}
	not known_class(part)
}

known_class(part) if rank[input[part].dataClass] >= 0

rank := {"public": 0, "internal": 1, "confidential": 2}

violations contains {
	"key": "data:class",
	"msg": concat(" ", [input.model.alias, "may not be given", input.principal.dataClass, "data"]),
} if {
	count(gaps) == 0
	rank[input.principal.dataClass] > rank[input.model.dataClass]
}

violations contains {
	"key": "data:kept",
	"msg": concat(" ", [input.model.alias, "keeps prompts"]),
} if {
	count(gaps) == 0
	input.principal.dataClass == "confidential"
	input.model.retentionDays > 0
}
