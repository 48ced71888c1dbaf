// Starts one Elasticsearch node from the server's own artifacts: a test fixture, not a way to run a cluster.

import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import org.elasticsearch.common.logging.LogConfigurator;
import org.elasticsearch.common.settings.Settings;
import org.elasticsearch.env.Environment;
import org.elasticsearch.node.InternalSettingsPreparer;
import org.elasticsearch.node.Node;
import org.elasticsearch.plugins.PluginsLoader;

public final class Launcher {
  public static void main(String[] arguments) throws Exception {
    LogConfigurator.configureESLogging();
    Settings home = Settings.builder().put("path.home", System.getProperty("es.path.home")).build();
    Path config = Path.of(System.getProperty("es.path.conf"));
    Environment environment =
        InternalSettingsPreparer.prepareEnvironment(home, Map.of(), config, () -> "node");
    LogConfigurator.configure(environment, true);
    PluginsLoader loader =
        PluginsLoader.createPluginsLoader(
            PluginsLoader.loadModulesBundles(environment.modulesDir()), Set.of(), Map.of());
    Node node = new Node(environment, loader);
    Runtime.getRuntime().addShutdownHook(new Thread(() -> close(node)));
    node.start();
    new CountDownLatch(1).await();
  }

  private static void close(Node node) {
    try {
      node.close();
    } catch (java.io.IOException problem) {
      problem.printStackTrace();
    }
  }
}
