#include "services/cli/refusal_text.hpp"

#include <algorithm>

#include "services/cli/json.hpp"
#include "services/cli/terminal_text.hpp"

namespace ledger::cli {
namespace {

ExitStatus status_of(const Refusal& refusal, bool is_ours) {
  switch (refusal.status) {
    case 401:
    case 403:
      return ExitStatus::unauthorised;
    case 429:
    case 503:
      return ExitStatus::unavailable;
    default:
      break;
  }
  // 502 and 504 may be a gateway's, which had passed the command on.
  if (refusal.status >= 500) {
    return refusal.is_command ? ExitStatus::outcome_unknown : ExitStatus::unavailable;
  }
  return is_ours ? ExitStatus::refused : ExitStatus::unavailable;
}

void append_details(std::string& text, const JsonValue& problem) {
  for (const auto& error : problem.elements("/errors")) {
    text += "\n  " + printable(error.text("/pointer")) + ": " + printable(error.text("/detail"));
  }
  if (const auto missing = problem.text("/command_id"); !missing.empty()) {
    text += "\nCommand: " + printable(missing) + " (tokenledger outcome " + printable(missing) +
            " tells what became of it)";
  }
}

std::string hint(unsigned status) {
  if (status != 401) return {};
  return "\nThe token comes from --token-file, TOKENLEDGER_TOKEN or the login file, the first "
         "that is there.";
}

}  // namespace

Failure failure_of(const Refusal& refusal, const ServerAddress& server) {
  const auto json = Json::read(refusal.body);
  const bool is_ours = json && !json->root().text("/title").empty();
  Failure failure{status_of(refusal, is_ours), {}};
  if (!is_ours) {
    failure.text = server.text() + " answered HTTP " + std::to_string(refusal.status) +
                   " without saying why: is it a tokenledger server?";
    if (!refusal.location.empty()) {
      failure.text += " It points to " + printable(refusal.location) + ".";
    }
    return failure;
  }
  const auto problem = json->root();
  failure.text = printable(problem.text("/title"));
  if (const auto detail = problem.text("/detail"); !detail.empty()) {
    failure.text += ": " + printable(detail);
  }
  append_details(failure.text, problem);
  failure.text += hint(refusal.status);
  const bool is_delay =
      !refusal.retry_after.empty() &&
      std::ranges::all_of(refusal.retry_after, [](char c) { return c >= '0' && c <= '9'; });
  if (is_delay) failure.text += "\nTry again in " + refusal.retry_after + " s.";
  return failure;
}

}  // namespace ledger::cli
