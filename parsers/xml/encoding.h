#ifndef REG2GRAPH_PARSERS_XML_ENCODING_H_
#define REG2GRAPH_PARSERS_XML_ENCODING_H_

#include <cstdint>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "engine/core/document.h"

namespace reg2graph {

enum class Encoding : uint8_t { kUtf8, kUtf16Le, kUtf16Be, kLatin1, kWindows1252, kAscii };

std::string_view EncodingName(Encoding encoding);

// From the byte-order mark, else the XML declaration, else UTF-8. InvalidArgument names an encoding
// that is not read.
absl::StatusOr<Encoding> DetectEncoding(std::string_view head);

// Turns a document's bytes into UTF-8 piece by piece. A document that is UTF-8 (or says it is ASCII)
// passes unchanged, byte-order mark and all, and is not checked. The mark of UTF-16 is dropped.
class Transcoder {
 public:
  explicit Transcoder(Encoding encoding) : encoding_(encoding) {}
  bool passes() const { return encoding_ == Encoding::kUtf8 || encoding_ == Encoding::kAscii; }
  // Appends to `out`. A character that is cut at the end of `bytes` is kept for the next call.
  absl::Status Append(std::string_view bytes, std::string& out);
  // InvalidArgument if the bytes ended within a character.
  absl::Status Finish() const;

 private:
  void AppendBytes(std::string_view bytes, std::string& out) const;
  absl::Status AppendUnit(uint16_t unit, std::string& out);

  Encoding encoding_;
  uint64_t offset_ = 0;    // of the next byte in the document
  bool has_half_ = false;  // one byte of a UTF-16 unit
  unsigned char half_ = 0;
  uint16_t high_ = 0;  // a high surrogate that waits for its low one
};

// The first bytes of a document as UTF-8; what is cut or wrong at their end is left out.
absl::StatusOr<std::string> DecodeHead(std::string_view head);

// `input` in UTF-8; finds the encoding from its first bytes. Everything before an error is returned
// first. `input` must outlive it.
class Utf8Stream : public ByteStream {
 public:
  explicit Utf8Stream(ByteStream& input) : input_(input), transcoder_(Encoding::kUtf8) {}
  absl::StatusOr<size_t> Read(char* out, size_t size) override;

 private:
  absl::Status Start();
  absl::Status Refill();

  ByteStream& input_;
  Transcoder transcoder_;
  bool started_ = false;
  bool ended_ = false;
  absl::Status fault_;
  std::string ready_;  // UTF-8 that has not been handed on from taken_
  size_t taken_ = 0;
};

}  // namespace reg2graph

#endif  // REG2GRAPH_PARSERS_XML_ENCODING_H_
