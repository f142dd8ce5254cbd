#ifndef REG2GRAPH_PARSERS_XML_TEXT_FACTS_H_
#define REG2GRAPH_PARSERS_XML_TEXT_FACTS_H_

#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "engine/core/document.h"

namespace reg2graph {

// The beginning of a document of the text layer, in UTF-8, and what that alone shows of it.
struct TextHead {
  std::string text;
  DocumentFacts facts;  // layer and encoding
};
// `roots` are those that the format expects, for people. InvalidArgument: the encoding cannot be read, or the
// root element is another.
absl::StatusOr<TextHead> ReadTextHead(const SourceDocument& document, bool is_root, std::string_view roots);

// Sets the title: `own`, as the document states it, else the one that is known of it; 0 if neither is.
// InvalidArgument: `own` is not a title's number.
absl::Status SetTitle(std::string_view own, const DocumentIdentity& known, DocumentFacts& facts);

}  // namespace reg2graph

#endif  // REG2GRAPH_PARSERS_XML_TEXT_FACTS_H_
