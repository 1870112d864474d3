#include "services/tokenledger/replay_answers.hpp"

#include <algorithm>
#include <unistd.h>

#include "services/cli/duration.hpp"
#include "services/cli/table.hpp"
#include "services/cli/terminal.hpp"
#include "services/cli/token_card.hpp"
#include "services/tokenledger/results.hpp"

namespace ledger::tokenledger {
namespace {

using audit::Ended;
using token::to_text;

void write_token(log::JsonWriter& json, const token::TokenState& token, std::string_view status) {
  json.begin_object().key("id").text(to_text(token.id)).key("owner").text(token.owner.text());
  json.key("name").text(token.name).key("scopes").begin_array();
  for (const auto& scope : token.scopes.values()) json.text(scope);
  json.end_array().key("status").text(status).key("hint").text(token.hint);
  json.key("revision").number(token.revision).key("created_at").text(to_text(token.created_at));
  json.key("created_by").text(token.created_by);
  json.key("updated_at").text(to_text(token.updated_at));
  json.key("expires_at").text(to_text(token.expires_at)).end_object();
}

std::string position_text(token::Position position) {
  return "position " + std::to_string(position.value());
}

/// `deleted`, as part of a sentence.
std::string_view in_words(Ended ended) {
  switch (ended) {
    case Ended::all_revoked:
      return "all tokens of its owner were revoked";
    case Ended::suspended:
      return "its owner was suspended";
    case Ended::overlap_ended:
      return "it had been regenerated, and the time that was left to this secret was over";
    case Ended::regenerated:
      return "it had been regenerated, and this secret was the old one";
    case Ended::deleted:
      return "it was deleted";
    case Ended::expired:
      return "it had expired";
    case Ended::no:
    case Ended::unknown:
      break;
  }
  return "there was no such token yet, or never";
}

std::string sentence_of(const audit::Judgement& judgement) {
  if (judgement.ended == Ended::no) {
    return "Good, until " + to_text(judgement.good_until) + " where nothing ended it before.\n";
  }
  std::string text = "Not good: " + std::string(in_words(judgement.ended));
  if (judgement.since) text += ", since " + to_text(*judgement.since);
  if (judgement.hand) {
    text += " (by " + judgement.hand->by + ", " + position_text(judgement.hand->position) + ")";
  }
  return text + ".\n";
}

void print_judgement_json(const audit::Judgement& judgement, const projections::Checkpoint& at,
                          token::Timestamp moment) {
  print_json([&](log::JsonWriter& json) {
    json.key("at").text(to_text(moment)).key("position").number(at.position->value());
    json.key("good").boolean(judgement.ended == Ended::no);
    if (judgement.ended == Ended::no) {
      json.key("good_until").text(to_text(judgement.good_until));
    } else {
      json.key("reason").text(audit::to_text(judgement.ended));
    }
    if (judgement.since) json.key("since").text(to_text(*judgement.since));
    if (judgement.hand) {
      json.key("by").text(judgement.hand->by);
      json.key("ended_position").number(judgement.hand->position.value());
      json.key("event").text(judgement.hand->event);
    }
    if (judgement.token) {
      const bool good = judgement.ended == Ended::no;
      write_token(json.key("token"), *judgement.token,
                  good ? "active" : audit::to_text(judgement.ended));
    }
  });
}

std::vector<const token::TokenState*> by_id(const projections::MemoryEntities& entities) {
  std::vector<const token::TokenState*> tokens;
  for (const auto& [id, token] : entities.tokens()) {
    if (!token.deleted) tokens.push_back(&token);
  }
  std::ranges::sort(tokens, {}, &token::TokenState::id);
  return tokens;
}

}  // namespace

bool print_judgement(const audit::Judgement& judgement, const projections::Checkpoint& at,
                     token::Timestamp moment, bool as_json) {
  const bool good = judgement.ended == Ended::no;
  if (as_json) {
    print_judgement_json(judgement, at, moment);
    return good;
  }
  auto text =
      "At " + to_text(moment) + " (" + position_text(*at.position) + "): " + sentence_of(judgement);
  if (judgement.token) {
    const auto& token = *judgement.token;
    text += "token    " + to_text(token.id) + "\nowner    " + token.owner.text() + "\nname     " +
            token.name + "\nscopes   " + cli::scopes_text(token.scopes.values()) + "\nexpires  " +
            to_text(token.expires_at) + "\ncreated  " + to_text(token.created_at) + " by " +
            token.created_by + '\n';
  }
  print_result(text);
  return good;
}

void print_state(const projections::MemoryEntities& entities, token::Timestamp moment,
                 bool as_json) {
  cli::Table table(cli::wants_colour(STDOUT_FILENO));
  std::string lines;
  std::size_t shown = 0;
  for (const auto* one : by_id(entities)) {
    const auto& token = *one;
    const auto standing = token::judge(token, entities.owner(token.owner).value(), moment);
    if (standing == token::Standing::revoked) continue;
    if (as_json) {
      log::JsonWriter json(lines);
      write_token(json, token, token::to_text(standing));
      lines += '\n';
    } else {
      if (shown == 0) {
        table.add({{"ID"}, {"NAME"}, {"OWNER"}, {"STATUS"}, {"EXPIRES"}, {"SCOPES"}});
      }
      const std::string status(token::to_text(standing));
      table.add({{to_text(token.id)},
                 {token.name},
                 {token.owner.text()},
                 {status, cli::status_colour(status)},
                 {to_text(token.expires_at)},
                 {cli::scopes_text(token.scopes.values())}});
    }
    if (++shown % rows_per_print != 0) continue;
    print_result(as_json ? std::exchange(lines, {}) : table.render());
  }
  print_result(as_json ? lines : table.render());
  if (shown == 0 && !as_json) cli::note("There are none.\n");
}

void print_digests(const projections::Checkpoint& at, bool as_json) {
  if (as_json) {
    return print_json([&](log::JsonWriter& json) {
      json.key("position").number(at.position->value());
      json.key("log_time").text(to_text(at.log_time)).key("events").number(at.accepted);
      json.key("state_digest").text(at.state_digest);
      json.key("memory_digest").text(at.memory_digest);
    });
  }
  print_result("position       " + std::to_string(at.position->value()) + "\nlog time       " +
               to_text(at.log_time) + "\nevents         " + std::to_string(at.accepted) +
               "\nstate digest   " + at.state_digest + "\nmemory digest  " + at.memory_digest +
               '\n');
}

void print_what_if(std::span<const audit::Refused> refused, bool as_json) {
  cli::Table table(cli::wants_colour(STDOUT_FILENO));
  std::string lines;
  std::size_t living = 0;
  for (const auto& one : refused) {
    living += one.lives ? 1U : 0U;
    const auto seconds = std::chrono::floor<std::chrono::seconds>(one.lifetime);
    if (as_json) {
      log::JsonWriter json(lines);
      json.begin_object().key("position").number(one.position.value());
      json.key("log_time").text(to_text(one.log_time)).key("token").text(to_text(one.token));
      json.key("owner").text(one.owner.text()).key("by").text(one.by);
      json.key("lifetime").number(static_cast<std::uint64_t>(seconds.count()));
      json.key("allowed").number(static_cast<std::uint64_t>(one.allowed.count()));
      json.key("lives").boolean(one.lives).end_object();
      lines += '\n';
      continue;
    }
    if (&one == refused.data()) {
      table.add({{"POSITION"},
                 {"TIME"},
                 {"TOKEN"},
                 {"OWNER"},
                 {"BY"},
                 {"LIFETIME"},
                 {"ALLOWED"},
                 {"LIVES"}});
    }
    table.add({{std::to_string(one.position.value())},
               {to_text(one.log_time)},
               {to_text(one.token)},
               {one.owner.text()},
               {one.by},
               {cli::duration_text(seconds)},
               {cli::duration_text(one.allowed)},
               {one.lives ? "yes" : "no"}});
  }
  print_result(as_json ? lines : table.render());
  if (as_json) return;
  cli::note(std::to_string(refused.size()) + " would have been refused; " + std::to_string(living) +
            " of their tokens live with that secret.\n");
}

}  // namespace ledger::tokenledger
