#include "tests/support/history_client.hpp"

#include <stdexcept>
#include <system_error>
#include <thread>

namespace ledger::support {
namespace {

constexpr int tries_max = 4;
constexpr std::size_t earlier_max = 32;

std::string joined(const std::vector<std::string>& scopes) {
  std::string text;
  for (const auto& scope : scopes) text += (text.empty() ? "" : " ") + scope;
  return text;
}

std::optional<std::uint64_t> position_of(const ApiAnswer& answer) {
  const auto text = answer.field("Ledger-Position");
  if (text.empty()) return std::nullopt;
  return std::stoull(text);
}

Sight token_in(const Json& json) {
  Sight sight;
  sight.found = true;
  sight.revision = json.number("/revision");
  sight.name = json.text("/name");
  sight.scopes = joined(json.texts("/scopes"));
  sight.status = json.text("/status");
  return sight;
}

Sight verdict_in(const Json& json) {
  Sight sight;
  sight.found = json.boolean("/active");
  if (!sight.found) {
    sight.status = json.text("/reason");
    return sight;
  }
  sight.name = json.text("/name");
  sight.scopes = joined(json.texts("/scopes"));
  sight.issued_position = json.number("/issued_position");
  return sight;
}

bool is_success(unsigned status) { return status == 200 || status == 201 || status == 204; }

/// What no answer, or this one, leaves open.
bool is_unknown(const ApiAnswer& answer) {
  return answer.status == 0 || answer.status == 500 || answer.status == 504 ||
         (answer.status == 503 && answer.problem() == "view-unreadable");
}

std::string path_of(const std::string& token) { return "/v1/tokens/" + token; }

}  // namespace

HistoryClient::HistoryClient(std::size_t number, std::uint64_t seed,
                             const HistoryClientOptions& options,
                             std::vector<std::unique_ptr<HistoryLane>>& lanes,
                             Clock::time_point begin)
    : number_(number), dice_(seed), options_(options), lanes_(lanes), begin_(begin) {}

void HistoryClient::act() {
  auto& lane = *lanes_[roll(lanes_.size())];
  const auto token = lane.token();
  const auto chosen = roll(100);
  // A suspended owner gets no token.
  if (token.empty())
    return roll(4) == 0 ? command(lane, begin_command(lane, Action::resume)) : create(lane);
  if (chosen < 25) {
    const auto tokens = lane.tokens();
    const bool other = roll(8) == 0;
    const auto& asked =
        other ? *std::next(tokens.begin(), static_cast<std::ptrdiff_t>(roll(tokens.size())))
              : token;
    return read(asked, lane.owner(), roll(options_.nodes.size()),
                roll(2) == 0 ? lane.position() : 0);
  }
  if (chosen < 50 && options_.verifies) return verify(lane);
  if (chosen < 55 && !earlier_.empty()) {
    const auto& [its_lane, operation] = earlier_[roll(earlier_.size())];
    return command(*its_lane, operation);
  }
  command(lane, plan(lane));
}

void HistoryClient::create(HistoryLane& lane) {
  auto operation = begin_command(lane, Action::create);
  operation.name = "made by " + operation.key;
  operation.scopes = "s:0";
  command(lane, std::move(operation));
}

Operation HistoryClient::begin_command(const HistoryLane& lane, Action action) {
  Operation operation;
  operation.action = action;
  operation.owner = lane.owner();
  operation.key = "c" + std::to_string(number_) + "-" + std::to_string(++keys_);
  return operation;
}

Operation HistoryClient::plan(HistoryLane& lane) {
  const auto chosen = roll(100);
  const auto action = chosen < 50   ? Action::update
                      : chosen < 72 ? Action::regenerate
                      : chosen < 75 ? Action::remove
                      : chosen < 83 ? Action::suspend
                      : chosen < 99 ? Action::resume
                                    : Action::revoke_tokens;
  auto operation = begin_command(lane, action);
  if (is_of_owner(operation.action)) return operation;
  operation.token = lane.token();
  if (operation.action == Action::update) {
    operation.name = "named by " + operation.key;
    if (roll(2) == 0) operation.scopes = "s:" + std::to_string(roll(9));
  }
  operation.overlap = operation.action == Action::regenerate && roll(2) == 0;
  if (roll(5) == 0) operation.if_match = lane.revision();
  return operation;
}

HistoryClient::Request HistoryClient::request_of(const Operation& operation) const {
  Request request;
  const auto scopes = operation.scopes.empty() ? "" : R"("scopes":[")" + operation.scopes + R"("])";
  switch (operation.action) {
    case Action::create:
      request = {"POST",
                 "/v1/tokens",
                 R"({"name":")" + operation.name + R"(","owner":")" + operation.owner + R"(",)" +
                     scopes + "}",
                 {}};
      break;
    case Action::update:
      request = {"PATCH",
                 path_of(operation.token),
                 R"({"name":")" + operation.name + (scopes.empty() ? "\"" : "\",") + scopes + "}",
                 {}};
      break;
    case Action::regenerate:
      request = {"POST",
                 path_of(operation.token) + "/regenerate",
                 operation.overlap ? R"({"overlap":3600})" : "",
                 {}};
      break;
    case Action::remove:
      request = {"DELETE", path_of(operation.token), "", {}};
      break;
    default:
      request = {"POST",
                 "/v1/owners/" + operation.owner + "/" + std::string(to_text(operation.action)),
                 "",
                 {}};
  }
  if (options_.keyed) request.headers.emplace_back("Idempotency-Key", operation.key);
  if (operation.if_match) {
    request.headers.emplace_back("If-Match", '"' + std::to_string(*operation.if_match) + '"');
  }
  return request;
}

void HistoryClient::command(HistoryLane& lane, Operation operation) {
  const auto plan = operation;
  const auto request = request_of(plan);
  auto node = roll(options_.nodes.size());
  for (int tries = 0; tries < tries_max; ++tries) {
    operation = plan;
    operation.node = node++ % options_.nodes.size();
    const auto answer = send(operation, request);
    if (!answer) {
      wait_a_little();
      continue;
    }
    note(lane, operation, *answer);
    operations_.push_back(operation);
    if (operation.end != End::unknown || !options_.keyed) break;
  }
  if (!options_.keyed) return;
  if (earlier_.size() == earlier_max) earlier_.erase(earlier_.begin());
  earlier_.emplace_back(&lane, plan);
}

void HistoryClient::note(HistoryLane& lane, Operation& operation, const ApiAnswer& answer) {
  if (is_unknown(answer)) return;
  operation.position = position_of(answer);
  if (operation.position) lane.note_position(*operation.position);
  operation.replayed = answer.field("Idempotency-Replayed") == "true";
  operation.end = is_success(answer.status) ? End::done : End::refused;
  if (operation.end == End::refused) {
    operation.problem = answer.problem();
    // Done, and its secret is not to be had.
    const bool done = answer.status == 409 && answer.json().has("/command_id");
    if (operation.problem == "token-revoked") lane.end(operation.token);
    if (!done) return;
    operation.end = End::done;
    operation.token = answer.json().text("/token");
    return;
  }
  if (operation.action == Action::remove) return lane.end(operation.token);
  const auto json = answer.json();
  if (is_of_owner(operation.action)) {
    operation.seen = Sight{};
    operation.seen->suspended = json.boolean("/suspended");
    return;
  }
  operation.token = json.text("/id");
  operation.seen = token_in(json);
  if (operation.action == Action::create) lane.begin(operation.token);
  lane.note_revision(operation.token, operation.seen->revision);
  if (json.has("/secret")) {
    lane.note_secret({json.text("/secret"), operation.key, operation.token});
  }
}

void HistoryClient::read(const std::string& token, const std::string& owner, std::size_t node,
                         std::uint64_t position) {
  Operation operation;
  operation.node = node;
  operation.action = Action::get;
  operation.token = token;
  operation.owner = owner;
  Request request{"GET", path_of(token), "", {}};
  if (position > 0) {
    operation.min_position = position;
    request.headers.emplace_back("Ledger-Min-Position", std::to_string(position));
  }
  const auto answer = send(operation, request);
  if (!answer) return wait_a_little();
  if (is_unknown(*answer)) return;
  operation.position = position_of(*answer);
  operation.end = End::answered;
  if (answer->status == 200) {
    operation.seen = token_in(answer->json());
  } else if (answer->status == 404) {
    operation.seen = Sight{};
  } else {
    operation.end = End::refused;
    operation.problem = answer->problem();
  }
  operations_.push_back(operation);
}

void HistoryClient::verify(HistoryLane& lane) {
  const auto secret = lane.secret(dice_);
  if (!secret) return;
  Operation operation;
  operation.node = roll(options_.nodes.size());
  operation.action = Action::verify;
  operation.token = secret->token;
  operation.owner = lane.owner();
  operation.secret = secret->key;
  Request request{"POST", "/v1/verify", R"({"token":")" + secret->text + R"("})", {}};
  if (roll(2) == 0 && lane.position() > 0) {
    operation.min_position = lane.position();
    request.headers.emplace_back("Ledger-Min-Position", std::to_string(*operation.min_position));
  }
  const auto answer = send(operation, request);
  if (!answer) return wait_a_little();
  if (is_unknown(*answer)) return;
  operation.position = position_of(*answer);
  operation.end = answer->status == 200 ? End::answered : End::refused;
  if (answer->status == 200) {
    operation.seen = verdict_in(answer->json());
  } else {
    operation.problem = answer->problem();
  }
  operations_.push_back(operation);
}

std::optional<ApiAnswer> HistoryClient::send(Operation& operation, const Request& request) {
  operation.client = number_;
  operation.invoked = now();
  ApiAnswer answer;
  const auto known =
      connections_.try_emplace(operation.node, options_.nodes[operation.node], options_.secret);
  try {
    answer =
        known.first->second.call(request.method, request.target, request.body, request.headers);
  } catch (const std::system_error&) {
    return std::nullopt;
  } catch (const std::runtime_error&) {
    answer.status = 0;
  }
  operation.returned = now();
  return answer;
}

/// No node took the connection; one will, or the history ends without this client.
void HistoryClient::wait_a_little() const {
  std::this_thread::sleep_for(std::chrono::milliseconds(5));
}

}  // namespace ledger::support
