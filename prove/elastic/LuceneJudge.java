import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.lucene.analysis.core.KeywordAnalyzer;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.DoublePoint;
import org.apache.lucene.document.Field;
import org.apache.lucene.document.StoredField;
import org.apache.lucene.document.StringField;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.index.Term;
import org.apache.lucene.queryparser.classic.ParseException;
import org.apache.lucene.queryparser.classic.QueryParser;
import org.apache.lucene.search.BooleanClause;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.MatchAllDocsQuery;
import org.apache.lucene.search.MatchNoDocsQuery;
import org.apache.lucene.search.PrefixQuery;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.RegexpQuery;
import org.apache.lucene.search.ScoreDoc;
import org.apache.lucene.search.TermQuery;
import org.apache.lucene.search.WildcardQuery;
import org.apache.lucene.store.ByteBuffersDirectory;
import org.apache.lucene.util.Version;
import org.apache.lucene.util.automaton.RegExp;

/**
 * Says which documents a query finds, with a real Lucene.
 *
 * Its first line of output is {"version": "..."}, that of the Lucene it runs. Then it reads one JSON
 * object a line from standard input, {"query": "...", "docs": [{"field": ["value", ...]}],
 * "clauses": 1024}, and answers each with {"hits": [0, 3]} or {"error": "..."}. Every field is a
 * keyword: of one term, in lower case unless its name ends in ".cased" or "stock" is true in the
 * object. What Elasticsearch's query_string does beyond Lucene's classic parser is done here as its
 * QueryStringQueryParser and StringFieldType do it: _exists_, patterns of field names, < and >
 * before an unquoted value, the lower-casing of patterns and of regular expressions, which are
 * limited to 1,000 characters.
 */
public class LuceneJudge {
    private static final String NAMES = "_names";
    private static final String NUMERIC = "#number"; // NUMBER is a token of QueryParser
    private static final Pattern WILDCARD = Pattern.compile("(\\\\.)|([?*]+)");
    private static boolean stock;

    public static void main(String[] arguments) throws Exception {
        ObjectMapper mapper = new ObjectMapper();
        BufferedReader lines = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        PrintStream answers = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        answers.println(mapper.writeValueAsString(
            mapper.createObjectNode().put("version", Version.LATEST.toString())));
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            ObjectNode answer = mapper.createObjectNode();
            try {
                ArrayNode hits = answer.putArray("hits");
                for (int hit : find(mapper.readTree(line))) {
                    hits.add(hit);
                }
            } catch (Exception | StackOverflowError error) {
                answer.removeAll();
                answer.put("error", error.getClass().getSimpleName() + ": " + error.getMessage());
            }
            answers.println(mapper.writeValueAsString(answer));
        }
    }

    private static Set<Integer> find(JsonNode task) throws Exception {
        Set<String> fields = new TreeSet<>();
        Set<Integer> hits = new TreeSet<>();
        stock = task.path("stock").asBoolean(false);
        IndexSearcher.setMaxClauseCount(task.path("clauses").asInt(IndexSearcher.getMaxClauseCount()));
        try (ByteBuffersDirectory directory = new ByteBuffersDirectory()) {
            try (IndexWriter writer = new IndexWriter(directory, new IndexWriterConfig(new KeywordAnalyzer()))) {
                int number = 0;
                for (JsonNode doc : task.get("docs")) {
                    writer.addDocument(document(doc, number++, fields));
                }
            }
            Query query = new ElasticParser(fields).parse(task.get("query").asText());
            try (DirectoryReader reader = DirectoryReader.open(directory)) {
                IndexSearcher searcher = new IndexSearcher(reader);
                for (ScoreDoc found : searcher.search(query, Math.max(1, reader.maxDoc())).scoreDocs) {
                    hits.add(searcher.doc(found.doc).getField("_number").numericValue().intValue());
                }
            }
        }
        return hits;
    }

    private static Document document(JsonNode doc, int number, Set<String> fields) {
        Document made = new Document();
        made.add(new StoredField("_number", number));
        for (Iterator<Map.Entry<String, JsonNode>> all = doc.fields(); all.hasNext();) {
            Map.Entry<String, JsonNode> field = all.next();
            fields.add(field.getKey());
            made.add(new StringField(NAMES, field.getKey(), Field.Store.NO));
            for (JsonNode value : field.getValue()) {
                String text = value.asText();
                made.add(new StringField(field.getKey(), normal(field.getKey(), text), Field.Store.NO));
                try {
                    made.add(new DoublePoint(field.getKey() + NUMERIC, Double.parseDouble(text)));
                } catch (NumberFormatException ignored) {
                    continue;
                }
            }
        }
        return made;
    }

    private static String normal(String field, String text) {
        if (stock || field.endsWith(".cased")) {
            return text;
        }
        StringBuilder lower = new StringBuilder();
        text.codePoints().map(Character::toLowerCase).forEach(lower::appendCodePoint);
        return lower.toString();
    }

    private static final class ElasticParser extends QueryParser {
        private final Set<String> fields;

        ElasticParser(Set<String> fields) {
            super("no default field", new KeywordAnalyzer());
            this.fields = fields;
            setAllowLeadingWildcard(true);
        }

        private interface One {
            Query of(String field) throws ParseException;
        }

        private Query each(String pattern, One one) throws ParseException {
            if (!pattern.contains("*")) {
                return one.of(pattern);
            }
            BooleanQuery.Builder any = new BooleanQuery.Builder();
            boolean none = true;
            for (String field : matching(pattern)) {
                any.add(one.of(field), BooleanClause.Occur.SHOULD);
                none = false;
            }
            return none ? new MatchNoDocsQuery() : any.build();
        }

        private List<String> matching(String pattern) {
            List<String> found = new ArrayList<>();
            String expression = ("\\Q" + pattern + "\\E").replace("*", "\\E.*\\Q");
            for (String field : fields) {
                if (field.matches(expression)) {
                    found.add(field);
                }
            }
            return found;
        }

        private Query exists(String pattern) throws ParseException {
            return each(pattern, field -> new TermQuery(new Term(NAMES, field)));
        }

        @Override
        protected Query getFieldQuery(String field, String text, boolean quoted) throws ParseException {
            if (field.equals("_exists_")) {
                return exists(text);
            }
            if (!quoted && (text.startsWith("<") || text.startsWith(">"))) {
                boolean inclusive = text.startsWith("<=") || text.startsWith(">=");
                String limit = text.substring(inclusive ? 2 : 1);
                return text.startsWith("<")
                    ? getRangeQuery(field, null, limit, true, inclusive)
                    : getRangeQuery(field, limit, null, inclusive, true);
            }
            return each(field, one -> new TermQuery(new Term(one, normal(one, text))));
        }

        @Override
        protected Query getFieldQuery(String field, String text, int slop) throws ParseException {
            return getFieldQuery(field, text, true);
        }

        @Override
        protected Query getRangeQuery(String field, String low, String high, boolean fromLow, boolean toHigh)
            throws ParseException {
            double from = low == null || low.equals("*") ? Double.NEGATIVE_INFINITY : Double.parseDouble(low);
            double to = high == null || high.equals("*") ? Double.POSITIVE_INFINITY : Double.parseDouble(high);
            double least = fromLow ? from : Math.nextUp(from);
            double most = toHigh ? to : Math.nextDown(to);
            return each(field, one -> DoublePoint.newRangeQuery(one + NUMERIC, least, most));
        }

        @Override
        protected Query getPrefixQuery(String field, String text) throws ParseException {
            return each(field, one -> new PrefixQuery(new Term(one, normal(one, text))));
        }

        @Override
        protected Query getWildcardQuery(String field, String text) throws ParseException {
            if (text.equals("*")) {
                return field.equals("*") ? new MatchAllDocsQuery() : exists(field);
            }
            return each(field, one -> new WildcardQuery(new Term(one, pattern(one, text))));
        }

        @Override
        protected Query getRegexpQuery(String field, String text) throws ParseException {
            if (text.length() > 1000) {
                throw new ParseException("regular expression of " + text.length() + " characters");
            }
            return each(field, one -> new RegexpQuery(new Term(one, normal(one, text)), RegExp.ALL));
        }

        private static String pattern(String field, String text) {
            Matcher special = WILDCARD.matcher(text);
            StringBuilder made = new StringBuilder();
            int last = 0;
            while (special.find()) {
                made.append(normal(field, text.substring(last, special.start()))).append(special.group());
                last = special.end();
            }
            return made.append(normal(field, text.substring(last))).toString();
        }
    }
}
