#include "services/tokenledger/replay_verb.hpp"

#include <stdexcept>

#include "services/cli/duration.hpp"
#include "services/cli/terminal.hpp"
#include "services/runtime/clock.hpp"
#include "services/runtime/core_files.hpp"
#include "services/runtime/quota_settings.hpp"
#include "services/tokenledger/replay_answers.hpp"
#include "services/tokenledger/replay_list.hpp"
#include "services/tokenledger/source_options.hpp"

namespace ledger::tokenledger {
namespace {

constexpr int status_not_good = 6;  // as `verify` says it
constexpr std::size_t digest_text_size = 64;

struct ReplayOptions {
  SourceOptions source;
  ReplayFilter filter;
  std::string since;
  std::string until;
  std::string at;
  std::vector<std::string> what_if;
  bool digest = false;
  bool state = false;
  bool json = false;
};

/// `30d`, of every owner, or `OWNERS=30d`.
class LifetimePolicy {
 public:
  explicit LifetimePolicy(const std::vector<std::string>& texts) {
    for (const auto& text : texts) {
      const auto equals = text.rfind('=');
      const auto pattern = equals == text.npos ? std::string("*") : text.substr(0, equals);
      const auto longest =
          cli::parse_duration(equals == text.npos ? text : text.substr(equals + 1));
      if (!longest) {
        throw CLI::ValidationError("--what-if " + text +
                                   ": give a longest lifetime, 30d, or one for some owners, "
                                   "ci-*=24h; the first that fits an owner counts");
      }
      rules_.emplace_back(pattern, *longest);
    }
  }
  [[nodiscard]] std::optional<std::chrono::seconds> operator()(const token::OwnerId& owner) const {
    for (const auto& [pattern, longest] : rules_) {
      if (runtime::fits_pattern(pattern, owner.text())) return longest;
    }
    return std::nullopt;
  }

 private:
  std::vector<std::pair<std::string, std::chrono::seconds>> rules_;
};

/// The log, open, and a replay of it that has not begun.
class Session {
 public:
  explicit Session(const ReplayOptions& options) : options_(options) {
    auto source = options.source.open();
    const auto end = source->end();
    if (!end) throw std::runtime_error("the log holds no record: there is no ledger yet");
    source_ = std::move(source);
    end_ = *end;
    if (!options.at.empty()) through_ = parse_place(options.at);
    if (const auto* at = std::get_if<token::Position>(&through_); at != nullptr && *at > end_) {
      throw std::runtime_error("the log ends at position " + std::to_string(end_.value()));
    }
  }

  [[nodiscard]] const audit::Replay& replay() const noexcept { return replay_; }
  [[nodiscard]] token::Position end() const noexcept { return end_; }

  void run(audit::Replay::Observer& observer) {
    audit::DecodedLog log(source_->reader(std::nullopt), end_);
    replay_.run(log, through_, observer);
    if (!replay_.checkpoint().position) {
      throw std::runtime_error("the ledger was not yet opened at " + options_.at);
    }
  }
  /// Of the question: a time that was named, else that of the last record or, at the end, now.
  [[nodiscard]] token::Timestamp moment() const {
    if (const auto* time = std::get_if<token::Timestamp>(&through_)) return *time;
    if (std::holds_alternative<token::Position>(through_)) return replay_.checkpoint().log_time;
    return runtime::SystemClock().now();
  }

 private:
  const ReplayOptions& options_;
  std::unique_ptr<LogSource> source_;
  token::Position end_;
  audit::Through through_;
  audit::Replay replay_;
};

/// Looks on at accepted events alone.
class AcceptedEvents final : public audit::Replay::Observer {
 public:
  using OnEvent = std::function<void(const log::Record&, const token::Event&)>;
  AcceptedEvents(token::Position end, OnEvent on_event)
      : progress_("replaying", end), on_event_(std::move(on_event)) {}
  ~AcceptedEvents() override { progress_.end(); }

  void after(const audit::Replay::Step& step) override {
    const auto* folded = std::get_if<projections::FoldedEvent>(&step.fate);
    if (folded == nullptr || folded->verdict != token::Verdict::applied || !on_event_) return;
    on_event_(step.record, std::get<token::Event>(step.decoded));
  }
  void on_progress(token::Position at) override { progress_.tell(at); }

 private:
  Progress progress_;
  OnEvent on_event_;
};

/// An id, a digest, or `-`: a secret on standard input.
audit::EndedSecrets asked_about(const std::string& text) {
  if (const auto id = token::TokenId::parse(text)) return audit::EndedSecrets(*id);
  token::TokenDigest digest;
  if (text.size() == digest_text_size && token::from_hex(text, digest.value)) {
    return audit::EndedSecrets(digest);
  }
  if (text == "-") {
    auto secret = cli::is_typed() ? cli::ask_unseen("Token: ") : cli::read_line();
    const auto of_secret = secret ? token::digest_of_secret(*secret) : std::nullopt;
    if (secret) cli::wipe(*secret);
    if (of_secret) return audit::EndedSecrets(*of_secret);
    throw CLI::ValidationError("what came on standard input is no token: tl_ and 49 characters");
  }
  throw CLI::ValidationError(
      "--token: give an id (tok_…), a digest of 64 hexadecimal digits, or - for a token on "
      "standard input");
}

int tell_of_token(const ReplayOptions& options) {
  auto asked = asked_about(options.filter.token);
  Session session(options);
  {
    AcceptedEvents events(session.end(), [&](const log::Record& record, const token::Event& event) {
      asked.see(record, event);
    });
    session.run(events);
  }
  const auto moment = session.moment();
  const auto judgement = audit::judge(session.replay().entities(), asked, moment);
  const bool good = print_judgement(judgement, session.replay().checkpoint(), moment, options.json);
  return good ? 0 : status_not_good;
}

void tell_what_if(const ReplayOptions& options) {
  audit::WhatIf what_if(LifetimePolicy(options.what_if));
  Session session(options);
  {
    AcceptedEvents events(session.end(), [&](const log::Record& record, const token::Event& event) {
      const auto* id = std::get_if<token::TokenId>(&event.subject);
      if (id == nullptr) return;
      what_if.see(record, event, session.replay().fold().token(*id).value().owner);
    });
    session.run(events);
  }
  print_what_if(std::move(what_if).refused(session.replay().entities(), session.moment()),
                options.json);
}

void tell_end(const ReplayOptions& options) {
  Session session(options);
  {
    AcceptedEvents nothing(session.end(), {});
    session.run(nothing);
  }
  if (options.state) print_state(session.replay().entities(), session.moment(), options.json);
  if (options.digest) print_digests(session.replay().checkpoint(), options.json);
}

void list(ReplayOptions& options) {
  if (!options.since.empty()) options.filter.since = parse_place(options.since);
  if (!options.until.empty()) options.filter.until = parse_place(options.until);
  options.filter.check();
  Session session(options);
  Progress progress("replaying", session.end());
  ReplayList list(session.replay(), options.filter, options.json, progress);
  session.run(list);
  list.finish();
}

int replay(ReplayOptions& options) {
  runtime::keep_out_of_core_files();
  if (!options.what_if.empty()) {
    tell_what_if(options);
  } else if (options.state || options.digest) {
    tell_end(options);
  } else if (!options.at.empty()) {
    if (!options.filter.token.empty()) return tell_of_token(options);
    throw CLI::ValidationError(
        "--at needs a question: --token (was it good then), --state (what lived then), or "
        "--digest");
  } else {
    list(options);
  }
  return 0;
}

}  // namespace

void add_replay(CLI::App& program, int& status) {
  const auto options = std::make_shared<ReplayOptions>();
  auto* verb = program.add_subcommand(
      "replay", "Fold a ledger anew from its log, and say what happened, or what held when");
  options->source.add_to(*verb);
  verb->add_option("--at", options->at, "Ask about this moment: RFC 3339, a date, or a position")
      ->type_name("TIME|POSITION");
  verb->add_option("--token", options->filter.token,
                   "Only this token's records; with --at: was it good then (an id, a digest, or "
                   "- for a token on standard input)")
      ->type_name("ID");
  verb->add_option("--owner", options->filter.owner, "Only what concerns this owner")
      ->type_name("OWNER");
  verb->add_option("--by", options->filter.by, "Only what this caller did: a token's id")
      ->type_name("ID");
  verb->add_option("--type", options->filter.types,
                   "Only events of this type, token.deleted; repeatable")
      ->type_name("TYPE");
  verb->add_option("--verdict", options->filter.verdicts,
                   "Only records of this verdict: applied, superseded, duplicate, barrier, "
                   "foreign, malformed; repeatable [all but barrier]")
      ->type_name("VERDICT");
  verb->add_option("--since", options->since, "Only records from here on")
      ->type_name("TIME|POSITION");
  verb->add_option("--until", options->until, "Only records through here")
      ->type_name("TIME|POSITION");
  verb->add_flag("--state", options->state, "What lived then, at --at or at the end");
  verb->add_flag("--digest", options->digest,
                 "The state digests, equal wherever the same events were folded");
  verb->add_option("--what-if", options->what_if,
                   "What a longest lifetime would have refused: 30d, or ci-*=24h for owners; "
                   "repeatable")
      ->type_name("[OWNERS=]DURATION");
  verb->add_flag("--json", options->json, "One JSON object a line");
  verb->callback([options, &status] { status = replay(*options); });
}

}  // namespace ledger::tokenledger
