package network.practitioners.analysis;

import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.apache.lucene.analysis.Analyzer;
import org.apache.lucene.analysis.ar.ArabicAnalyzer;
import org.apache.lucene.analysis.cjk.CJKAnalyzer;
import org.apache.lucene.analysis.en.EnglishAnalyzer;
import org.apache.lucene.analysis.es.SpanishAnalyzer;
import org.apache.lucene.analysis.fr.FrenchAnalyzer;
import org.apache.lucene.analysis.pt.PortugueseAnalyzer;
import org.apache.lucene.analysis.ru.RussianAnalyzer;
import org.elasticsearch.common.settings.Settings;
import org.elasticsearch.env.Environment;
import org.elasticsearch.index.IndexSettings;
import org.elasticsearch.index.analysis.AbstractIndexAnalyzerProvider;
import org.elasticsearch.index.analysis.AnalyzerProvider;
import org.elasticsearch.indices.analysis.AnalysisModule.AnalysisProvider;
import org.elasticsearch.plugins.AnalysisPlugin;
import org.elasticsearch.plugins.Plugin;

/** For tests only: Lucene's own language analyzers under the names the full distribution gives them. */
public class LanguageAnalyzers extends Plugin implements AnalysisPlugin {

    private static final class Provider extends AbstractIndexAnalyzerProvider<Analyzer> {
        private final Analyzer analyzer;

        Provider(String name, Settings settings, Analyzer analyzer) {
            super(name);
            this.analyzer = analyzer;
        }

        @Override
        public Analyzer get() {
            return analyzer;
        }
    }

    private static AnalysisProvider<AnalyzerProvider<? extends Analyzer>> of(Supplier<Analyzer> made) {
        return (IndexSettings index, Environment place, String name, Settings settings) ->
            new Provider(name, settings, made.get());
    }

    @Override
    public Map<String, AnalysisProvider<AnalyzerProvider<? extends Analyzer>>> getAnalyzers() {
        Map<String, AnalysisProvider<AnalyzerProvider<? extends Analyzer>>> found = new TreeMap<>();
        found.put("arabic", of(ArabicAnalyzer::new));
        found.put("cjk", of(CJKAnalyzer::new));
        found.put("english", of(EnglishAnalyzer::new));
        found.put("french", of(FrenchAnalyzer::new));
        found.put("portuguese", of(PortugueseAnalyzer::new));
        found.put("russian", of(RussianAnalyzer::new));
        found.put("spanish", of(SpanishAnalyzer::new));
        return found;
    }
}
