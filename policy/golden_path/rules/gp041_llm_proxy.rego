# METADATA
# scope: package
# title: llm.proxy
# description: Models are called through the platform's proxy only.
# custom:
#   id: GP041
#   owner: group:default/platform-security
#   rationale: A direct call to a provider has no budget, no audit and no data class.
#   stages: [pull_request, main, deploy]
#   warns: []
#   waivable: true
#   severity: high
#   effective: 1767225600 # 2026-01-01
#   remediation: Point the SDK at the proxy and use its credential exchange instead of a provider key.
#   docs: docs/golden-path/rules/GP041
package golden_path.rules.gp041

import data.lib.evidence
import data.lib.platform
import data.lib.verdict

result := verdict.of(rego.metadata.chain(), {
	"applies": true,
	"violations": violations,
	"gaps": gaps,
})

gaps := evidence.item_gaps("llm", {
	"kind": {"string"},
	"host": {"string"},
	"file": {"string"},
	"line": {"number", "null"},
})

violations contains {
	"key": concat("|", [use.file, use.host]),
	"msg": concat(" ", [use.file, "calls", use.host, "instead of the proxy"]),
	"file": use.file,
	"line": use.line,
} if {
	some use in evidence.items("llm")
	not use.host in platform.parameters.llmProxyHosts
	direct(use)
}

direct(use) if use.kind == "base_url"

direct(use) if {
	some host in platform.parameters.llmProviderHosts
	within(use.host, host)
}

within(host, suffix) if host == suffix

within(host, suffix) if endswith(host, concat("", [".", suffix]))
