#include "parsers/xml/encoding.h"

#include <algorithm>
#include <cstring>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "engine/core/strings.h"
#include "engine/core/utf8.h"
#include "parsers/xml/parse_error.h"
#include "parsers/xml/start_tag.h"

namespace reg2graph {
namespace {

using std::string_view;

// An XML declaration is within the first bytes, or there is none.
constexpr size_t kDeclarationBytes = 1024;
constexpr size_t kReadBytes = size_t{256} << 10;

// 0x80 to 0x9F of windows-1252; 0 where it has no character.
constexpr uint16_t kWindows1252[32] = {
    0x20AC, 0,      0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160,
    0x2039, 0x0152, 0,      0x017D, 0,      0,      0x2018, 0x2019, 0x201C, 0x201D, 0x2022,
    0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0,      0x017E, 0x0178,
};

uint32_t Windows1252(unsigned char byte) {
  if (byte < 0x80 || byte > 0x9F) return byte;
  const uint16_t code = kWindows1252[byte - 0x80];
  return code == 0 ? byte : code;
}

string_view DeclaredEncoding(string_view head) {
  if (head.starts_with("\xEF\xBB\xBF")) head.remove_prefix(3);
  head = head.substr(0, kDeclarationBytes);
  if (!head.starts_with("<?xml")) return {};
  return RawAttribute(head.substr(0, head.find("?>")), "encoding").value_or("");
}

absl::StatusOr<Encoding> EncodingOfName(string_view name) {
  struct Name {
    const char* name;
    Encoding encoding;
  };
  // What calls itself ISO-8859-1 and uses 0x80 to 0x9F means windows-1252: no text holds the control
  // characters at these positions in ISO-8859-1.
  static constexpr Name kNames[] = {
      {"", Encoding::kUtf8},
      {"UTF-8", Encoding::kUtf8},
      {"UTF8", Encoding::kUtf8},
      {"ISO-8859-1", Encoding::kLatin1},
      {"ISO8859-1", Encoding::kLatin1},
      {"ISO_8859-1", Encoding::kLatin1},
      {"latin1", Encoding::kLatin1},
      {"windows-1252", Encoding::kWindows1252},
      {"cp1252", Encoding::kWindows1252},
      {"US-ASCII", Encoding::kAscii},
      {"ASCII", Encoding::kAscii},
  };
  for (const Name& known : kNames) {
    if (absl::EqualsIgnoreCase(Absl(name), known.name)) return known.encoding;
  }
  return absl::InvalidArgumentError(absl::StrCat(
      "the XML declaration says encoding \"", Absl(name),
      "\"; expected UTF-8, UTF-16 with a byte-order mark, ISO-8859-1, windows-1252 or US-ASCII"));
}

}  // namespace

string_view EncodingName(Encoding encoding) {
  switch (encoding) {
    case Encoding::kUtf8: return "UTF-8";
    case Encoding::kUtf16Le: return "UTF-16LE";
    case Encoding::kUtf16Be: return "UTF-16BE";
    case Encoding::kLatin1: return "ISO-8859-1";
    case Encoding::kWindows1252: return "windows-1252";
    case Encoding::kAscii: return "US-ASCII";
  }
  return "";
}

absl::StatusOr<Encoding> DetectEncoding(string_view head) {
  using namespace std::string_view_literals;
  if (head.starts_with("\xFF\xFE\0\0"sv) || head.starts_with("\0\0\xFE\xFF"sv)) {
    return absl::InvalidArgumentError("the document is UTF-32; expected UTF-8 or UTF-16");
  }
  if (head.starts_with("\xFF\xFE"sv) || head.starts_with("<\0"sv)) return Encoding::kUtf16Le;
  if (head.starts_with("\xFE\xFF"sv) || head.starts_with("\0<"sv)) return Encoding::kUtf16Be;
  return EncodingOfName(DeclaredEncoding(head));
}

absl::Status Transcoder::Append(string_view bytes, std::string& out) {
  if (encoding_ != Encoding::kUtf16Le && encoding_ != Encoding::kUtf16Be) {
    AppendBytes(bytes, out);
    offset_ += bytes.size();
    return absl::OkStatus();
  }
  for (const char c : bytes) {
    const auto byte = static_cast<unsigned char>(c);
    ++offset_;
    if (!has_half_) {
      half_ = byte;
      has_half_ = true;
      continue;
    }
    has_half_ = false;
    const unsigned unit = encoding_ == Encoding::kUtf16Le ? half_ | byte << 8 : half_ << 8 | byte;
    if (absl::Status status = AppendUnit(static_cast<uint16_t>(unit), out); !status.ok()) return status;
  }
  return absl::OkStatus();
}

void Transcoder::AppendBytes(string_view bytes, std::string& out) const {
  if (passes()) {
    out.append(bytes);
    return;
  }
  for (const char c : bytes) AppendUtf8(out, Windows1252(static_cast<unsigned char>(c)));
}

absl::Status Transcoder::AppendUnit(uint16_t unit, std::string& out) {
  const bool is_low = IsLowSurrogate(unit);
  if (is_low != (high_ != 0)) return XmlError(offset_ - 2, "half a surrogate pair in UTF-16", "a whole one");
  if (is_low) {
    AppendUtf8(out, JoinSurrogates(high_, unit));
    high_ = 0;
    return absl::OkStatus();
  }
  if (IsHighSurrogate(unit)) {
    high_ = unit;
    return absl::OkStatus();
  }
  const bool is_mark = unit == 0xFEFF && offset_ == 2;
  if (!is_mark) AppendUtf8(out, unit);
  return absl::OkStatus();
}

absl::Status Transcoder::Finish() const {
  if (has_half_ || high_ != 0)
    return XmlError(offset_, "the end within a UTF-16 character", "the rest of it");
  return absl::OkStatus();
}

absl::StatusOr<std::string> DecodeHead(string_view head) {
  const absl::StatusOr<Encoding> encoding = DetectEncoding(head);
  if (!encoding.ok()) return encoding.status();
  std::string out;
  // A fault in the middle of the head is found, and reported with its place, when the document is read.
  Transcoder(*encoding).Append(head, out).IgnoreError();
  return out;
}

absl::StatusOr<size_t> Utf8Stream::Read(char* out, size_t size) {
  if (!started_) fault_ = Start();
  while (taken_ == ready_.size()) {
    if (!fault_.ok()) return fault_;
    if (transcoder_.passes()) return input_.Read(out, size);
    if (ended_) break;
    fault_ = Refill();
  }
  const size_t count = std::min(size, ready_.size() - taken_);
  std::memcpy(out, ready_.data() + taken_, count);
  taken_ += count;
  return count;
}

absl::Status Utf8Stream::Start() {
  started_ = true;
  std::string head(kDeclarationBytes, '\0');
  size_t filled = 0;
  while (filled < head.size()) {
    absl::StatusOr<size_t> got = input_.Read(head.data() + filled, head.size() - filled);
    if (!got.ok()) return got.status();
    if (*got == 0) break;
    filled += *got;
  }
  head.resize(filled);
  const absl::StatusOr<Encoding> encoding = DetectEncoding(head);
  if (!encoding.ok()) return encoding.status();
  transcoder_ = Transcoder(*encoding);
  return transcoder_.Append(head, ready_);
}

absl::Status Utf8Stream::Refill() {
  ready_.clear();
  taken_ = 0;
  std::string bytes(kReadBytes, '\0');
  absl::StatusOr<size_t> got = input_.Read(bytes.data(), bytes.size());
  if (!got.ok()) return got.status();
  ended_ = *got == 0;
  if (ended_) return transcoder_.Finish();
  return transcoder_.Append(string_view(bytes).substr(0, *got), ready_);
}

}  // namespace reg2graph
