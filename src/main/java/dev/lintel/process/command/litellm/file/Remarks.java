package dev.lintel.process.command.litellm.file;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What is said of each setting that LiteLLM has: nothing of those that are taken over, and of others why they are not. */
public final class Remarks {

    private static final String TAKEN_OVER = "-";
    private static final String FOR_ANCHORS = "x-";

    /** What a model does whose calls are routed by it. */
    private static final Set<String> READ =
            Set.of("chat", "completion", "embedding", "responses", "audio_transcription", "image_edit", "realtime");

    private static final String UNKNOWN = "is not known to this import, and has no part in what is written";

    /** By sections: names before the sign, what is said of them behind it. */
    private static final Map<String, Map<String, String>> BY_SECTION = table("""
            [file]
            model_list router_settings litellm_settings general_settings credential_list = -
            callback_settings = has no counterpart: prompts and answers are told only with tracing.capture_content
            environment_variables = has no counterpart: set them in Lintel's own environment
            include = has no counterpart: files that this one includes are not read; put them together
            guardrails prompts = has no counterpart: Lintel changes no content
            mcp_servers mcp_tools vector_store_registry search_tools = has no counterpart: Lintel relays calls of models alone
            worker_registry = has no counterpart: Lintels do not know each other, but by limits.redis
            files_settings finetune_settings assistant_settings = has no counterpart: such calls go to the default provider

            [model_list]
            model_name litellm_params model_info = -

            [litellm_params]
            model custom_llm_provider api_key api_base base_url api_version organization extra_headers headers extra_query = -
            timeout stream_timeout max_retries num_retries max_parallel_requests weight order litellm_credential_name = -
            azure_ad_token tenant_id client_id client_secret azure_username azure_password azure_scope = -
            rpm tpm = is a share of the calls here, and no bound: limits are those of callers, and a provider's max_calls
            itpm otpm tpd rpd = has no counterpart: limits are those of callers, and a provider's max_calls
            max_budget budget_duration = has no counterpart: budgets are those of callers (budget_per_day)
            drop_params additional_drop_params allowed_openai_params = has no counterpart: what a provider does not take, it refuses
            modify_params merge_reasoning_content_in_choices = has no counterpart: bodies pass as they are
            temperature top_p max_tokens max_completion_tokens seed stop reasoning_effort thinking tools response_format = \
            has no counterpart: nothing is added to bodies; let the client say it
            extra_body metadata cache_control_injection_points = has no counterpart: nothing is added to bodies
            input_cost_per_token output_cost_per_token input_cost_per_second output_cost_per_second = \
            has its place in the price file (prices.file), which may be a list in LiteLLM's form
            tags tag_regex region_name = has no counterpart: a model leads to the same providers for all callers
            mock_response = has no counterpart; the demo provider answers without a key
            timeout_by_service_tier stream_timeout_by_service_tier = has no counterpart: time-outs are a provider's
            configurable_clientside_auth_params = has no counterpart; forward_authorization sends the client's own key
            use_in_pass_through use_chat_completions_api use_litellm_proxy = has no counterpart: calls keep their dialect
            aws_access_key_id aws_secret_access_key aws_session_token aws_region_name aws_role_name aws_session_name \
            aws_profile_name aws_bedrock_runtime_endpoint = has no counterpart: Lintel does not sign calls as AWS wants them
            vertex_project vertex_location vertex_credentials = has no counterpart: Lintel fetches no tokens from Google
            ssl_verify = has no counterpart: certificates are always checked; tls.trust names authorities of your own
            keepalive_seconds = is listener.keep_alive, for all streams

            [model_info]
            id mode description base_model supports_vision supports_function_calling supports_prompt_caching = -
            max_tokens max_input_tokens max_output_tokens db_model tier = -
            access_groups = has no counterpart: callers.NAME.models says who may ask for what, also by patterns
            team_id team_public_model_name access_windows = has no counterpart: callers.NAME.models says who may ask for what
            input_cost_per_token output_cost_per_token = \
            has its place in the price file (prices.file), which may be a list in LiteLLM's form
            health_check_model health_check_timeout disable_background_health_check = \
            has no counterpart: a provider is known to fail by its calls (breaker)

            [router_settings]
            fallbacks default_fallbacks model_group_alias num_retries max_retries timeout stream_timeout allowed_fails \
            cooldown_time disable_cooldowns default_max_parallel_requests routing_strategy debug_level set_verbose = -
            context_window_fallbacks = has no counterpart: a prompt that is too long is answered 400, which is the client's
            content_policy_fallbacks = has no counterpart: a prompt that is refused is answered 400, which is the client's
            max_fallbacks = has no counterpart: all targets of an alias are tried
            routing_strategy_args routing_groups weights optional_pre_call_checks = \
            has no counterpart: targets are asked by weight, or in their order
            retry_policy model_group_retry_policy allowed_fails_policy = \
            has no counterpart: what is tried again, and what opens a breaker, is the same for all
            retry_after = has no counterpart: what the provider asks for is waited, else retry.backoff
            enable_pre_call_checks enable_pre_call_check = has no counterpart: no prompt is counted before it is sent
            enable_tag_filtering tag_filtering_match_any tag_routing_prefix = \
            has no counterpart: a model leads to the same providers for all callers
            default_litellm_params = has no counterpart: nothing is added to bodies
            provider_budget_config = has no counterpart: budgets are those of callers (budget_per_day)
            redis_host redis_port redis_password redis_url redis_db = \
            is not taken over: limits.redis counts callers' limits for several Lintels, and nothing else is shared
            cache_responses cache_kwargs caching_groups = has no counterpart: Lintel keeps no answers
            client_ttl polling_interval default_priority = has no counterpart, and needs none
            model_group_affinity_config = has no counterpart: calls of one conversation go to the same target by themselves
            enable_health_check_routing = has no counterpart: a provider is known to fail by its calls (breaker)

            [litellm_settings]
            fallbacks default_fallbacks num_retries request_timeout allowed_fails cooldown_time callbacks success_callback \
            failure_callback service_callbacks set_verbose json_logs suppress_debug_info telemetry = -
            context_window_fallbacks = has no counterpart: a prompt that is too long is answered 400, which is the client's
            content_policy_fallbacks = has no counterpart: a prompt that is refused is answered 400, which is the client's
            drop_params additional_drop_params = has no counterpart: what a provider does not take, it refuses
            modify_params enable_json_schema_validation = has no counterpart: bodies pass as they are
            cache cache_params enable_caching_on_provider_specific_optional_params = has no counterpart: Lintel keeps no answers
            turn_off_message_logging = is so by itself: prompts and answers are told only with tracing.capture_content
            redact_user_api_key_info redact_messages_in_exceptions = is so by itself: keys are never told
            langfuse_default_tags = has no counterpart; tracing.span_attributes puts headers and fixed values on spans
            max_budget budget_duration = is one of callers here, by the day: callers.NAME.budget_per_day, with prices.file
            max_internal_user_budget internal_user_budget_duration max_end_user_budget max_ui_session_budget \
            default_internal_user_params default_team_settings default_team_params = \
            has no counterpart: there are callers, and no users and teams
            upperbound_key_generate_params default_key_generate_params key_generation_settings \
            enable_key_alias_format_validation = has no counterpart: callers stand in the configuration
            disable_end_user_cost_tracking disable_end_user_cost_tracking_prometheus_only = \
            has no counterpart, and needs none: costs are told by callers, not by end users
            custom_provider_map post_call_rules pre_call_rules guardrails public_model_groups = \
            has no counterpart: nothing of your own runs in Lintel
            mcp_aliases = has no counterpart: Lintel relays calls of models alone
            ssl_verify = has no counterpart: certificates are always checked; tls.trust names authorities of your own
            force_ipv4 disable_hf_tokenizer_download enable_preview_features disable_copilot_system_to_assistant \
            disable_add_transform_inline_image_block use_chat_completions_url_for_anthropic_messages = \
            has no counterpart, and needs none
            forward_traceparent_to_llm_provider = is so by itself, for each provider as propagate says

            [general_settings]
            master_key global_max_parallel_requests max_request_size_mb = -
            database_url database_connection_pool_limit database_connection_timeout allow_requests_on_db_unavailable \
            store_model_in_db supported_db_objects disable_prisma_schema_update use_redis_transaction_buffer = \
            has no counterpart: Lintel has no database; what is in it is not read. A virtual key becomes one of callers, by \
            the SHA-256 that LiteLLM keeps as its token
            key_management_system key_management_settings use_google_kms use_azure_key_vault = \
            has no counterpart: keys come from variables, or files that key_file names
            custom_auth custom_sso custom_key_generate enable_jwt_auth litellm_jwtauth enable_oauth2_auth \
            enable_oauth2_proxy_auth oauth2_config_mappings allow_user_auth service_account_settings = \
            has no counterpart: callers have keys
            litellm_key_header_name = has no counterpart: keys come as Authorization, api-key or x-api-key
            max_parallel_requests = has no counterpart: callers have requests and tokens a minute, providers max_calls
            max_response_size_mb = has no counterpart: answers pass as they come, of any size
            completion_model embedding_model image_generation_model moderation_model infer_model_from_keys = \
            has no counterpart: the call says its model
            disable_spend_logs disable_spend_updates store_prompts_in_spend_logs maximum_spend_logs_retention_period \
            maximum_spend_logs_retention_interval spend_report_frequency proxy_budget_rescheduler_min_time \
            proxy_budget_rescheduler_max_time proxy_batch_write_at proxy_batch_polling_interval disable_reset_budget = \
            has no counterpart: there are no spend logs; costs are on spans and in metrics
            alerting alerting_threshold alert_types alerting_args alert_to_webhook_url = \
            has no counterpart: alert on its metrics
            background_health_checks health_check_interval health_check_details use_shared_health_check = \
            has no counterpart: a provider is known to fail by its calls (breaker)
            pass_through_endpoints use_client_credentials_pass_through_routes = \
            has no counterpart: all below /v1/ goes to the provider of its model, or to the default one
            allowed_routes public_routes admin_only_routes allowed_ips ui_access_mode litellm_license \
            user_mcp_management_mode = has no counterpart: there is no interface for administrators
            enforce_user_param enforced_params reject_clientside_metadata_tags default_team_disabled \
            disable_responses_id_security = has no counterpart: bodies are not checked
            forward_client_headers_to_llm_api forward_openai_org_id = is so by itself: headers pass, but for credentials
            allow_client_side_credentials = has no counterpart; forward_authorization sends the client's own key
            use_x_forwarded_for disable_master_key_return disable_adding_master_key_hash_to_db user_api_key_cache_ttl \
            disable_retry_on_max_parallel_request_limit_error otel = has no counterpart, and needs none

            [callbacks]
            otel langfuse_otel arize_phoenix = is OTLP here: OTEL_EXPORTER_OTLP_ENDPOINT, _PROTOCOL and _HEADERS say to whom
            langfuse = takes OTLP: OTEL_EXPORTER_OTLP_ENDPOINT and _HEADERS, as docs/backends/langfuse.md has them
            langtrace = takes OTLP: OTEL_EXPORTER_OTLP_ENDPOINT and _HEADERS, as docs/backends/langtrace.md has them
            datadog datadog_llm_observability = has its traces by a Collector, as docs/backends/datadog.md says
            prometheus = reads metrics at /q/metrics, under other names
            langsmith logfire arize braintrust opik galileo = may take OTLP: then OTEL_EXPORTER_OTLP_ENDPOINT says where
            """);

    private static final Map<String, String> CALLBACK_LISTS =
            Map.of("callbacks", "", "success_callback", "", "failure_callback", "", "service_callbacks", "");

    private Remarks() {}

    /** Says it of a file. What is switched off needs no word. */
    public static void on(Setting file, Notes notes) {
        on("file", file, notes);
        file.get("model_list")
                .ifPresent(list -> list.items().forEach(entry -> {
                    on("model_list", entry, notes);
                    entry.get("litellm_params").ifPresent(params -> on("litellm_params", params, notes));
                    entry.get("model_info").ifPresent(info -> on("model_info", info, notes));
                    entry.get("model_info")
                            .flatMap(info -> info.get("mode"))
                            .filter(mode -> !READ.contains(String.valueOf(mode.text())))
                            .ifPresent(
                                    mode -> notes.add(
                                            mode,
                                            "has no counterpart: the model of such calls is not read, they go to the default provider"));
                }));
        for (String section : Set.of("router_settings", "litellm_settings", "general_settings")) {
            file.get(section).ifPresent(settings -> on(section, settings, notes));
        }
        file.get("router_settings")
                .flatMap(router -> router.get("routing_strategy"))
                .filter(strategy -> !"simple-shuffle".equals(strategy.text()))
                .ifPresent(strategy ->
                        notes.add(strategy, "has no counterpart: targets are asked by weight (simple-shuffle)"));
    }

    private static void on(String section, Setting settings, Notes notes) {
        settings.entries().forEach((key, setting) -> {
            if (setting.isOff() || (section.equals("file") && key.startsWith(FOR_ANCHORS))) {
                return;
            }
            if (section.equals("litellm_settings") && CALLBACK_LISTS.containsKey(key)) {
                callbacks(setting, notes);
                return;
            }
            of(section, key).ifPresent(remark -> notes.add(setting, remark));
        });
    }

    private static void callbacks(Setting names, Notes notes) {
        if (names.text() != null) {
            callback(names, names.text(), notes);
        }
        names.items().forEach(name -> callback(name, String.valueOf(name.text()), notes));
    }

    private static void callback(Setting setting, String name, Notes notes) {
        String remark =
                of("callbacks", name).filter(text -> !text.equals(UNKNOWN)).orElse("has no counterpart");
        notes.add(setting, Notes.shown(name) + " " + remark);
    }

    private static Optional<String> of(String section, String key) {
        String remark = BY_SECTION.getOrDefault(section, Map.of()).getOrDefault(key, UNKNOWN);
        return Optional.of(remark).filter(text -> !text.equals(TAKEN_OVER));
    }

    /** What each section may hold, and what is said of that. */
    static Map<String, Map<String, String>> bySection() {
        return BY_SECTION;
    }

    private static Map<String, Map<String, String>> table(String text) {
        Map<String, Map<String, String>> table = new LinkedHashMap<>();
        Map<String, String> section = Map.of();
        for (String line : text.lines().filter(row -> !row.isBlank()).toList()) {
            if (line.startsWith("[")) {
                section = new LinkedHashMap<>();
                table.put(line.substring(1, line.length() - 1), section);
            } else {
                String[] sides = line.split(" +=(?: +|$)", 2);
                for (String key : Arrays.asList(sides[0].split(" +"))) {
                    section.put(key, sides[1]);
                }
            }
        }
        return table;
    }
}
