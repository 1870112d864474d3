#include <algorithm>
#include <charconv>

#include <simdjson.h>

#include "events/log/envelope.hpp"
#include "events/log/event_log.hpp"
#include "events/log/event_types.hpp"
#include "events/log/read_barrier.hpp"
#include "events/log/record_payload.hpp"

namespace ledger::log {
namespace {

using namespace token;
namespace dom = simdjson::dom;

constexpr std::size_t depth_max = 8;

/// The event type as an index into event_types; nothing for a type that is not known.
std::optional<std::size_t> type_index(std::string_view type) {
  const auto found = std::find(event_types.begin(), event_types.end(), type);
  if (found == event_types.end()) return std::nullopt;
  return static_cast<std::size_t>(found - event_types.begin());
}

Subject read_subject(std::size_t type, RecordMembers& envelope) {
  if (event_types[type].starts_with("tokenledger.ledger.")) {
    if (envelope.has("subject")) envelope.refuse("subject");
    return {};
  }
  if (event_types[type].starts_with("tokenledger.owner.")) {
    auto owner = envelope.owner("subject");
    return owner ? Subject(*std::move(owner)) : Subject();
  }
  if (event_types[type].starts_with(webhook_type_prefix)) {
    const auto webhook = WebhookId::parse(envelope.text("subject"));
    if (!webhook) envelope.refuse("subject");
    return webhook ? Subject(*webhook) : Subject();
  }
  const auto token = envelope.token("subject");
  return token ? Subject(*token) : Subject();
}

/// Decimal without leading zeros: one number has one form.
std::optional<std::uint64_t> parse_revision(std::string_view digits) {
  std::uint64_t revision = 0;
  const auto* last = digits.data() + digits.size();
  const auto [end, ec] = std::from_chars(digits.data(), last, revision);
  if (ec != std::errc() || end != last || (digits.size() > 1 && digits.front() == '0')) {
    return std::nullopt;
  }
  return revision;
}

/// `tok_…@3` or `owner/alice@0`.
std::optional<Reliance> parse_reliance(std::string_view text) {
  const auto at = text.rfind('@');
  if (at == std::string_view::npos) return std::nullopt;
  const auto revision = parse_revision(text.substr(at + 1));
  text = text.substr(0, at);
  if (!revision) return std::nullopt;
  if (text.starts_with(owner_prefix)) {
    auto owner = OwnerId::parse(text.substr(owner_prefix.size()));
    if (!owner) return std::nullopt;
    return Reliance{*std::move(owner), *revision};
  }
  const auto token = TokenId::parse(text);
  if (!token) return std::nullopt;
  return Reliance{*token, *revision};
}

std::vector<Reliance> read_relied_on(RecordMembers& envelope) {
  std::vector<Reliance> relied_on;
  if (!envelope.has("reliedon")) return relied_on;
  auto rest = envelope.text("reliedon");
  while (true) {
    const auto space = rest.find(' ');
    auto reliance = parse_reliance(rest.substr(0, space));
    if (!reliance || relied_on.size() == reliances_max) {
      envelope.refuse("reliedon");
      return {};
    }
    relied_on.push_back(*std::move(reliance));
    if (space == std::string_view::npos) return relied_on;
    rest.remove_prefix(space + 1);
  }
}

std::optional<Payload> read_data(std::size_t type, RecordMembers& envelope, RecordFault& fault) {
  const auto element = envelope.element("data");
  if (!element) return std::nullopt;
  RecordMembers data(*element, "data", fault);
  return read_payload(type, data, fault);
}

Decoded read_event(std::size_t type, RecordMembers& envelope, RecordFault& fault) {
  if (envelope.text("datacontenttype") != content_type) envelope.refuse("datacontenttype");
  const auto command = CommandAttempt::parse(envelope.text("id"));
  if (!command) envelope.refuse("id");
  const auto fingerprint = Fingerprint::parse(envelope.text("fingerprint"));
  if (!fingerprint) envelope.refuse("fingerprint");
  auto caller = envelope.actor("caller");
  const auto time = envelope.time("time");
  auto subject = read_subject(type, envelope);
  const auto revision = envelope.number("revision");
  auto relied_on = read_relied_on(envelope);
  auto payload = read_data(type, envelope, fault);
  if (fault || !payload) return MalformedRecord{fault.reason()};
  return Event{*command,           *fingerprint, std::move(caller),    time,
               std::move(subject), revision,     std::move(relied_on), *std::move(payload)};
}

Decoded read_record(dom::element document, std::string_view ledger_id) {
  RecordFault fault;
  RecordMembers envelope(document, "the record", fault);
  const auto version = envelope.text("specversion");
  const auto source = envelope.text("source");
  const auto type = envelope.text("type");
  if (fault) return MalformedRecord{"no CloudEvent: " + fault.reason()};
  const bool ours =
      ledger_id.empty() ? source.starts_with(source_prefix) : source == source_of(ledger_id);
  if (!ours || !type.starts_with(type_prefix)) return ForeignRecord{};
  if (version == cloud_events_version && type == barrier_type) {
    if (auto barrier = read_barrier(envelope, fault)) return *std::move(barrier);
    return MalformedRecord{fault.reason()};
  }
  const auto index = type_index(type);
  if (version != cloud_events_version || !index) return UnknownRecord{std::string(type)};
  auto decoded = read_event(*index, envelope, fault);
  if (const auto* event = std::get_if<Event>(&decoded)) {
    const auto* opened = std::get_if<LedgerOpened>(&event->payload);
    if (opened != nullptr && source != source_of(opened->ledger_id)) {
      return MalformedRecord{"member \"ledger_id\" is not the source's"};
    }
  }
  return decoded;
}

}  // namespace

Decoded decode(std::string_view value, std::string_view ledger_id) {
  if (value.size() > record_bytes_max) return MalformedRecord{"larger than a record may be"};
  thread_local dom::parser parser(record_bytes_max);
  if (parser.max_depth() != depth_max &&
      parser.allocate(record_bytes_max, depth_max) != simdjson::SUCCESS) {
    return MalformedRecord{"out of memory"};
  }
  dom::element document;
  if (const auto error = parser.parse(value.data(), value.size()).get(document)) {
    return MalformedRecord{std::string("no JSON: ") + simdjson::error_message(error)};
  }
  return read_record(document, ledger_id);
}

}  // namespace ledger::log
