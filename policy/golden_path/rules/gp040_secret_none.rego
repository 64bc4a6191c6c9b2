# METADATA
# scope: package
# title: secret.none
# description: No secret is in the tree or in the change, keys of model providers included.
# custom:
#   id: GP040
#   owner: group:default/platform-security
#   rationale: A secret in a repository is known to all who can read it, for ever.
#   stages: [pull_request, main, deploy]
#   warns: []
#   waivable: true
#   severity: critical
#   effective: 1767225600 # 2026-01-01
#   remediation: Revoke the secret at its issuer, then remove it from the file and read it from the environment.
#   docs: docs/golden-path/rules/GP040
package golden_path.rules.gp040

import data.lib.evidence
import data.lib.verdict

result := verdict.of(rego.metadata.chain(), {
	"applies": true,
	"violations": violations,
	"gaps": gaps,
})

gaps := evidence.item_gaps("secrets", {
	"rule": {"string"},
	"file": {"string"},
	"line": {"number", "null"},
	"fingerprint": {"string"},
})

violations contains {
	"key": secret.fingerprint,
	"msg": concat(" ", ["A secret of the kind", secret.rule, "is in", secret.file]),
	"file": secret.file,
	"line": secret.line,
} if {
	some secret in evidence.items("secrets")
}
